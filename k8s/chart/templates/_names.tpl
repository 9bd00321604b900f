{{- define "mpe-envoy.fullname" -}}
{{- if contains .Chart.Name .Release.Name }}{{ .Release.Name | trunc 50 | trimSuffix "-" }}
{{- else if eq .Release.Name "mpe" }}mpe
{{- else }}{{ printf "%s-mpe" .Release.Name | trunc 50 | trimSuffix "-" }}
{{- end }}
{{- end }}

{{- define "mpe-envoy.selector" -}}
app.kubernetes.io/name: mpe-envoy
app.kubernetes.io/instance: {{ .Release.Name | quote }}
app.kubernetes.io/component: {{ .Values.mode }}
{{- end }}

{{- define "mpe-envoy.labels" -}}
{{ include "mpe-envoy.selector" . }}
app.kubernetes.io/part-of: mpe-envoy
app.kubernetes.io/managed-by: {{ .Release.Service | quote }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end }}

{{- define "mpe-envoy.image" -}}
{{ .Values.image.repository }}{{ if .Values.image.digest }}@{{ .Values.image.digest }}{{ else }}:{{ .Values.image.tag }}{{ end }}
{{- end }}

{{- define "mpe-envoy.provider" -}}
{{ .Values.istio.provider | default (ternary "mpe-sidecar" "mpe" (eq .Values.mode "sidecar")) }}
{{- end }}

{{- define "mpe-envoy.policies" -}}
{{ .Values.policies.existingConfigMap | default (printf "%s-policies" (include "mpe-envoy.fullname" .)) }}
{{- end }}
