extension Templates {
    /// The policy lets nothing be loaded and no script run, whatever a label holds.
    static let page = """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta http-equiv="Content-Security-Policy" \
        content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <link rel="icon" href="data:,">
        <title>{{title}}</title>
        <style>
        {{{style}}}
        </style>
        </head>
        <body>
        <a class="skip" href="#report">Skip to the report</a>
        <header>
        <h1>{{title}}</h1>
        <p>{{lead}}</p>
        </header>
        {{>contents}}
        <main id="report">
        {{#runs}}
        <article id="{{runID}}" aria-labelledby="{{runID}}-title">
        <h2 id="{{runID}}-title">{{runTitle}}</h2>
        <p class="facts">{{facts}}</p>
        {{#sections}}
        <section id="{{sectionID}}" aria-labelledby="{{sectionID}}-title">
        <h3 id="{{sectionID}}-title">{{name}}</h3>
        {{#blocks}}
        {{>block}}
        {{/blocks}}
        </section>
        {{/sections}}
        </article>
        {{/runs}}
        </main>
        </body>
        </html>

        """

    static let contents = """
        <nav aria-label="Contents">
        <ol>
        {{#index}}
        <li><a href="#{{runID}}">{{runTitle}}</a>
        <span class="facts">{{facts}}</span>
        <span class="outcome">{{outcome}}</span>
        <ul>
        {{#links}}
        <li><a href="#{{target}}">{{name}}</a></li>
        {{/links}}
        </ul>
        </li>
        {{/index}}
        </ol>
        </nav>

        """
}
