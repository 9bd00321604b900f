extension ConsolePage {
  static let style = """
    :root { color-scheme: light dark; --line: #8886; --soft: #8881; --accent: #0b6bcb; --good: #137a3e; --bad: #b3261e; }
    @media (prefers-color-scheme: dark) { :root { --accent: #7db7ff; --good: #6fd79a; --bad: #ff9d94; } }
    * { box-sizing: border-box; }
    body { font: 16px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 60rem; padding: 1.5rem 1rem 3rem; }
    h1 { font-size: 1.5rem; margin: 0; }
    header p { margin: .25rem 0; }
    a { color: var(--accent); }
    code, pre, textarea, .path { font-family: ui-monospace, monospace; font-size: .9rem; }
    details { border: 1px solid var(--line); border-radius: .5rem; margin: .75rem 0; }
    summary { align-items: baseline; cursor: pointer; display: flex; flex-wrap: wrap; gap: .25rem .75rem; padding: .6rem .75rem; }
    summary:focus-visible, button:focus-visible, textarea:focus-visible { outline: 2px solid var(--accent); }
    details[open] > summary { border-bottom: 1px solid var(--line); }
    .method { color: var(--accent); font-weight: 700; min-width: 3.2rem; text-transform: uppercase; }
    .path { font-weight: 600; }
    .inside { padding: .5rem .75rem .9rem; }
    label { display: block; margin: .6rem 0; }
    label.row { align-items: center; display: flex; gap: .5rem; }
    textarea { display: block; min-height: 12rem; padding: .5rem; resize: vertical; width: 100%; }
    button { font: inherit; padding: .35rem 1rem; }
    pre { background: var(--soft); margin: .5rem 0; overflow: auto; padding: .6rem; white-space: pre-wrap; }
    table { border-collapse: collapse; margin: .75rem 0; width: 100%; }
    th, td { border-top: 1px solid var(--line); padding: .3rem .5rem; text-align: left; vertical-align: top; }
    .good { color: var(--good); }
    .bad { color: var(--bad); }
    footer { border-top: 1px solid var(--line); margin-top: 2rem; padding-top: .75rem; }

    """
}
