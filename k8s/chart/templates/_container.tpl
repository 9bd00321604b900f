{{/* What the containers of every mode have. */}}
{{- define "mpe-envoy.environment" -}}
- {name: MPE_CONFIG_PATH, value: /etc/mpe/settings}
- name: MPE_THREADS
  valueFrom: {resourceFieldRef: {containerName: mpe, resource: requests.cpu}}
- {name: NODE_NAME, valueFrom: {fieldRef: {fieldPath: spec.nodeName}}}
- {name: POD_NAMESPACE, valueFrom: {fieldRef: {fieldPath: metadata.namespace}}}
- {name: POD_NAME, valueFrom: {fieldRef: {fieldPath: metadata.name}}}
{{- end }}

{{- define "mpe-envoy.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: {drop: [ALL]}
{{- end }}

{{- define "mpe-envoy.podSecurity" -}}
runAsNonRoot: true
runAsUser: 65532
runAsGroup: 65532
seccompProfile: {type: RuntimeDefault}
{{- end }}

{{/* The mpe inside of a workload's pod; `mpe-envoy.sidecarVolumes` goes with it. */}}
{{- define "mpe-envoy.sidecar" -}}
- name: mpe
  image: {{ include "mpe-envoy.image" . | quote }}
  imagePullPolicy: {{ .Values.image.pullPolicy }}
  restartPolicy: Always
  args:
    - serve
    - --protocol=envoy
    - --bundle=/etc/mpe/policies
    - --listen=envoy+tcp:127.0.0.1:9000
    - --admin=127.0.0.1:9901
    - --drain-timeout={{ .Values.drainSeconds }}s
    {{- with .Values.extraArgs }}{{ toYaml . | nindent 4 }}{{ end }}
  env: {{- include "mpe-envoy.environment" . | nindent 4 }}
  startupProbe:
    exec: {command: [mpe, health, "--address=127.0.0.1:9000"]}
    periodSeconds: 1
    timeoutSeconds: 2
    failureThreshold: 60
  readinessProbe:
    exec: {command: [mpe, health, "--address=127.0.0.1:9000"]}
    periodSeconds: 10
    timeoutSeconds: 2
    failureThreshold: 2
  livenessProbe:
    exec: {command: [mpe, health, "--address=http://127.0.0.1:9901/healthz"]}
    periodSeconds: 20
    timeoutSeconds: 5
    failureThreshold: 3
  resources: {{- toYaml .Values.resources | nindent 4 }}
  securityContext:
    {{- include "mpe-envoy.podSecurity" . | nindent 4 }}
    {{- include "mpe-envoy.containerSecurity" . | nindent 4 }}
  volumeMounts:
    - {name: mpe-policies, mountPath: /etc/mpe/policies, readOnly: true}
    - {name: mpe-settings, mountPath: /etc/mpe/settings, readOnly: true}
{{- end }}

{{- define "mpe-envoy.sidecarVolumes" -}}
- {name: mpe-policies, configMap: {name: {{ include "mpe-envoy.policies" . | quote }}}}
- {name: mpe-settings, configMap: {name: {{ printf "%s-settings" (include "mpe-envoy.fullname" .) | quote }}}}
{{- end }}

{{/* The pod of a decision point that others ask over the network. */}}
{{- define "mpe-envoy.pod" -}}
serviceAccountName: {{ include "mpe-envoy.fullname" . | quote }}
automountServiceAccountToken: false
enableServiceLinks: false
terminationGracePeriodSeconds: {{ add .Values.drainDelaySeconds .Values.drainSeconds 5 }}
securityContext: {{- include "mpe-envoy.podSecurity" . | nindent 2 }}
{{- with .Values.imagePullSecrets }}
imagePullSecrets: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.nodeSelector }}
nodeSelector: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.tolerations }}
tolerations: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.priorityClassName }}
priorityClassName: {{ . | quote }}
{{- end }}
containers:
  - name: mpe
    image: {{ include "mpe-envoy.image" . | quote }}
    imagePullPolicy: {{ .Values.image.pullPolicy }}
    args:
      - serve
      - --protocol=envoy
      - --bundle=/etc/mpe/policies
      - --port=9000
      - --admin=0.0.0.0:9901
      - --drain-delay={{ .Values.drainDelaySeconds }}s
      - --drain-timeout={{ .Values.drainSeconds }}s
      {{- with .Values.extraArgs }}{{ toYaml . | nindent 6 }}{{ end }}
    env: {{- include "mpe-envoy.environment" . | nindent 6 }}
    ports:
      - {name: grpc, containerPort: 9000}
      - {name: admin, containerPort: 9901}
    startupProbe:
      httpGet: {path: /readyz, port: 9901}
      periodSeconds: 1
      failureThreshold: 60
    readinessProbe:
      grpc: {port: 9000}
      periodSeconds: 5
      timeoutSeconds: 2
      failureThreshold: 2
    livenessProbe:
      httpGet: {path: /healthz, port: 9901}
      periodSeconds: 10
      timeoutSeconds: 5
      failureThreshold: 3
    resources: {{- toYaml .Values.resources | nindent 6 }}
    securityContext: {{- include "mpe-envoy.containerSecurity" . | nindent 6 }}
    volumeMounts:
      - {name: policies, mountPath: /etc/mpe/policies, readOnly: true}
      - {name: settings, mountPath: /etc/mpe/settings, readOnly: true}
volumes:
  - {name: policies, configMap: {name: {{ include "mpe-envoy.policies" . | quote }}}}
  - {name: settings, configMap: {name: {{ printf "%s-settings" (include "mpe-envoy.fullname" .) | quote }}}}
{{- end }}

{{- define "mpe-envoy.podAnnotations" -}}
checksum/settings: {{ toJson .Values.settings | sha256sum | trunc 16 | quote }}
prometheus.io/scrape: "true"
prometheus.io/port: "9901"
prometheus.io/path: /metrics
{{- end }}
