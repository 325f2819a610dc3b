extension Templates {
    /// The page's style sheet: light, dark, narrow and printed.
    ///
    /// Colours are variables, so that a test can compute every contrast from this text. The
    /// pictures are drawn on white; the dark page turns their lightness round.
    static let style = """
        :root {
          --paper: #ffffff; --raised: #f3f5f7; --text: #1a1d21; --muted: #4d565f;
          --link: #0a58a6; --line: #c3cad1; --good: #14662f; --bad: #a31621; --open: #7a4b00;
        }
        @media screen and (prefers-color-scheme: dark) {
          :root {
            --paper: #16191d; --raised: #20252b; --text: #e6e9ec; --muted: #a8b2bc;
            --link: #7ab8f5; --line: #454e57; --good: #74cf92; --bad: #ff9a93; --open: #f0b95c;
          }
          .picture svg { filter: invert(0.91) hue-rotate(180deg); }
        }
        * { box-sizing: border-box; }
        html { scroll-padding-top: 1rem; }
        body {
          margin: 0 auto; padding: 1rem; max-width: 76rem; background: var(--paper);
          color: var(--text); font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere;
        }
        h1, h2, h3, h4 { line-height: 1.25; margin: 1.6em 0 0.5em; }
        h1 { font-size: 1.6rem; margin-top: 0.3em; }
        h2 { font-size: 1.45rem; border-top: 3px solid var(--line); padding-top: 0.7em; }
        h3 { font-size: 1.2rem; border-bottom: 1px solid var(--line); padding-bottom: 0.2em; }
        h4 { font-size: 1rem; }
        a { color: var(--link); }
        a:focus-visible, summary:focus-visible, [tabindex]:focus-visible {
          outline: 3px solid var(--link); outline-offset: 2px;
        }
        .skip { position: absolute; left: -100vw; }
        .skip:focus { position: static; display: inline-block; padding: 0.5rem; }
        .facts, caption, header p { color: var(--muted); }
        nav { background: var(--raised); padding: 0.7rem 1rem; border-radius: 0.4rem; }
        nav > ol { margin: 0; padding-left: 1.4rem; }
        nav > ol > li + li { margin-top: 0.8rem; }
        nav .facts, nav .outcome { display: block; }
        nav ul { list-style: none; margin: 0; padding: 0; display: flex; flex-wrap: wrap; }
        nav ul a { display: inline-block; padding: 0.2rem 0.9rem 0.2rem 0; }
        .verdict { border-left: 0.4rem solid; padding: 0.3rem 0.8rem; background: var(--raised); }
        .verdict strong { font-size: 1.15rem; margin-right: 0.4rem; }
        .good { color: var(--good); } .bad { color: var(--bad); } .open { color: var(--open); }
        td.good, td.bad, td.open { font-weight: 600; }
        .warnings { border-left: 0.4rem solid var(--open); padding-left: 1.6rem; }
        .missing { color: var(--muted); font-style: italic; }
        .scroll { overflow-x: auto; margin: 0.8rem 0; }
        table { border-collapse: collapse; font-size: 0.875rem; overflow-wrap: normal; }
        caption { text-align: left; padding: 0.3rem 0; }
        th, td {
          text-align: left; vertical-align: top; padding: 0.25rem 0.6rem;
          border-bottom: 1px solid var(--line); font-weight: 400;
        }
        thead th { background: var(--raised); font-weight: 600; vertical-align: bottom; }
        tbody th { max-width: 22rem; position: sticky; left: 0; background: var(--paper); }
        td { max-width: 26rem; }
        th.n, td.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
        tr.off td, tr.off th { color: var(--muted); font-style: italic; }
        figure { margin: 1.2rem 0 2rem; }
        figcaption { font-weight: 600; }
        .picture svg { display: block; width: 100%; min-width: 46rem; max-width: 64rem; }
        .v { fill: transparent; }
        .v:hover { fill: #ffd000; fill-opacity: 0.45; stroke: #000000; }
        details { margin: 0.6rem 0; }
        summary { cursor: pointer; color: var(--link); padding: 0.25rem 0; }
        pre {
          background: var(--raised); padding: 0.7rem; overflow-x: auto; border-radius: 0.3rem;
          font-size: 0.85rem;
        }
        .download { display: inline-block; padding: 0.3rem 0; }
        /* What is out of sight is laid out when it comes into sight: a thousand rows at once. */
        @media screen {
          section, figure { content-visibility: auto; contain-intrinsic-size: auto 40rem; }
        }
        @media screen and (max-width: 48rem) {
          body { padding: 0.7rem; }
          table { width: max-content; }
          tbody th { max-width: 9rem; overflow-wrap: break-word; }
          td { max-width: 16rem; }
          nav ul a { padding: 0.5rem 1rem 0.5rem 0; }
        }
        @media print {
          body { max-width: none; padding: 0; font-size: 9.5pt; }
          .skip, .download { display: none; }
          nav { background: none; padding: 0; }
          .scroll { overflow: visible; }
          .picture svg { min-width: 0; }
          table { font-size: 6.5pt; overflow-wrap: break-word; }
          th, td { padding: 0.1rem 0.2rem; }
          td, tbody th { max-width: 3.4cm; }
          caption { white-space: nowrap; }
          tbody th { position: static; }
          thead th.n { white-space: normal; }
          thead { display: table-header-group; }
          tr, figure svg, .verdict { break-inside: avoid; }
          h2, h3, h4, caption, figcaption { break-after: avoid; }
          pre { white-space: pre-wrap; }
        }
        """
}
