// Asks mpe for decisions by HTTP. Usage: node --experimental-strip-types decide.ts http://127.0.0.1:9000
// (Node.js 22.6 or later; or compile it by tsc: README.md)

declare const process: { argv: string[]; exitCode?: number };

type JSONValue = null | boolean | number | string | JSONValue[] | { [key: string]: JSONValue };

interface PORC {
  principal: { [key: string]: JSONValue };
  operation: string;
  resource: string;
  context?: { [key: string]: JSONValue };
}

const timeoutMilliseconds = 1000;

/** Asks mpe; connections are kept by fetch. */
class DecisionPoint {
  readonly url: string;

  constructor(url: string) {
    const parts = new URL(url);
    if (!["http:", "https:"].includes(parts.protocol) || parts.hostname === "") {
      throw new Error("not of the form http://HOST:PORT");
    }
    this.url = url.replace(/\/+$/, "") + "/decision";
  }

  /** False for whatever is not a clear yes. */
  async allows(porc: PORC): Promise<boolean> {
    const deadline = new AbortController(); // for the whole answer
    const timer = setTimeout(() => deadline.abort(), timeoutMilliseconds);
    try {
      const response = await fetch(this.url, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(porc),
        redirect: "error", // a decision is not somewhere else
        signal: deadline.signal,
      });
      const answer = await response.text();
      if (response.status !== 200) {
        throw new Error(`status ${response.status}`);
      }
      // What mpe writes, to the letter: nothing else is taken for a yes.
      return answer.trim() === '{"allow":true}';
    } catch (error) {
      console.error(`no decision: ${error}`);
      return false;
    } finally {
      clearTimeout(timer);
    }
  }
}

async function main(url: string): Promise<void> {
  let mpe: DecisionPoint;
  try {
    mpe = new DecisionPoint(url);
  } catch (error) {
    console.error(`\`${url}\`: ${(error as Error).message}; say where mpe listens: http://HOST:PORT`);
    process.exitCode = 2;
    return;
  }
  const alice = { sub: "alice", mroles: ["mrn:shop:role:customer"] };
  const questions: [string, PORC["principal"], string][] = [
    ["alice reads her orders", alice, "mrn:http:shop/orders/alice"],
    ["alice reads bob's orders", alice, "mrn:http:shop/orders/bob"],
    ["anyone reads the catalogue", {}, "mrn:http:shop/catalogue/lamp"],
  ];
  for (const [text, principal, resource] of questions) {
    const allowed = await mpe.allows({ principal, operation: "shop:http:get", resource });
    console.log(`${text}: ${allowed ? "allow" : "deny"}`);
  }
}

if (process.argv.length === 3) {
  void main(process.argv[2]);
} else {
  console.error("usage: decide.ts http://HOST:PORT");
  process.exitCode = 2;
}

export {};
