extension ConsolePage {
  static let script = #"""
    "use strict";

    // Text goes into elements as text: nothing that a server or a document says is taken for markup.
    function element(name, content = [], attributes = {}) {
      const made = document.createElement(name);
      for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
      made.append(...[content].flat());
      return made;
    }

    function resolved(api, node) {
      while (node && node.$ref) {
        node = node.$ref.replace(/^#\//, "").split("/").reduce((place, key) => place[key], api);
      }
      return node || {};
    }

    function pretty(value) {
      return JSON.stringify(value, null, 2);
    }

    function mediaOf(content) {
      return Object.entries(content || {})[0] || ["", {}];
    }

    function parameterInput(parameter) {
      const input = element("input", [], { type: "checkbox", name: parameter.name });
      const about = element("span", [element("code", parameter.name), " " + (parameter.description || "")]);
      return { label: element("label", [input, about], { class: "row" }), input, parameter };
    }

    function responseTable(api, responses) {
      const rows = Object.entries(responses).map(([status, response]) => {
        const { description, content } = resolved(api, response);
        const [type] = mediaOf(content);
        return element("tr", [element("td", status), element("td", description), element("td", element("code", type))]);
      });
      const head = element("tr", ["Status", "Meaning", "Type"].map((name) => element("th", name, { scope: "col" })));
      return element("table", [element("thead", head), element("tbody", rows)]);
    }

    async function send(request, output) {
      const status = element("p", "…", { role: "status" });
      output.replaceChildren(status);
      const started = performance.now();
      try {
        const response = await fetch(request.url, request.options);
        const text = await response.text();
        const milliseconds = Math.round(performance.now() - started);
        status.textContent = `${response.status} ${response.statusText} after ${milliseconds} ms`;
        status.className = response.ok ? "good" : "bad";
        const id = response.headers.get("x-mpe-decision-id");
        if (id) output.append(element("p", ["decision ", element("code", id)]));
        output.append(element("pre", shown(text), { "data-body": "" }));
      } catch (error) {
        status.textContent = `no answer: ${error.message}`;
        status.className = "bad";
      }
    }

    function shown(text) {
      try {
        return pretty(JSON.parse(text));
      } catch {
        return text;
      }
    }

    function operation(api, path, method, spec) {
      const inputs = (spec.parameters || []).map((one) => parameterInput(resolved(api, one)));
      const [type, media] = mediaOf(resolved(api, spec.requestBody).content);
      const body = element("textarea", pretty(media.example || {}), { spellcheck: "false", name: "body" });
      const output = element("div", [], { class: "output", "aria-live": "polite" });
      const button = element("button", "Send", { type: "button" });
      button.addEventListener("click", () => {
        const query = inputs.filter(({ input }) => input.checked).map(({ parameter }) => parameter.name + "=true");
        const url = ".." + path + (query.length ? "?" + query.join("&") : "");
        const options = { method: method.toUpperCase(), cache: "no-store" };
        if (type) Object.assign(options, { body: body.value, headers: { "content-type": type } });
        send({ url, options }, output);
      });
      const parts = [element("p", spec.description || ""), ...inputs.map(({ label }) => label)];
      if (type) parts.push(element("label", [element("span", ["Body, ", element("code", type)]), body]));
      parts.push(button, output, responseTable(api, spec.responses));
      const names = [
        element("span", method, { class: "method" }),
        element("span", path, { class: "path" }),
        element("span", spec.summary || ""),
      ];
      return element("details", [element("summary", names), element("div", parts, { class: "inside" })], {
        id: spec.operationId,
      });
    }

    async function show() {
      const api = await (await fetch("../openapi.json")).json();
      document.querySelector("h1").textContent = `${api.info.title} ${api.info.version}`;
      document.getElementById("about").textContent = api.info.description;
      const operations = Object.entries(api.paths).flatMap(([path, methods]) =>
        Object.entries(methods).map(([method, spec]) => operation(api, path, method, spec)));
      operations[0].open = true;
      const schemas = Object.entries(api.components.schemas).map(([name, schema]) =>
        element("details", [element("summary", element("span", name, { class: "path" })),
          element("div", element("pre", pretty(schema)), { class: "inside" })]));
      document.getElementById("operations").replaceChildren(...operations, element("h2", "Schemas"), ...schemas);
      const response = await fetch("../readyz", { cache: "no-store" });
      const { status, snapshot } = await response.json();
      const state = document.getElementById("state");
      state.className = response.ok ? "good" : "bad";
      state.replaceChildren(status + ", policies ", element("code", snapshot));
    }

    show().catch((error) => {
      document.getElementById("operations").replaceChildren(
        element("p", `cannot show the document: ${error.message}`, { class: "bad" }));
    });

    """#
}
