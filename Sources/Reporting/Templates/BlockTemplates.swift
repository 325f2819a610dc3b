extension Templates {
    static let block = """
        {{#.paragraph}}
        <p>{{.}}</p>
        {{/.paragraph}}
        {{#.heading}}
        <h4>{{.}}</h4>
        {{/.heading}}
        {{#.verdict}}
        <p class="verdict {{tone}}"><strong>{{word}}</strong> {{text}}</p>
        {{/.verdict}}
        {{#.list}}
        <ul{{#areWarnings}} class="warnings"{{/areWarnings}}>
        {{#items}}
        <li>{{.}}</li>
        {{/items}}
        </ul>
        {{/.list}}
        {{#.table}}
        {{>table}}
        {{/.table}}
        {{#.figure}}
        {{>figure}}
        {{/.figure}}
        {{#.code}}
        <pre tabindex="0" aria-label="{{label}}"><code>{{text}}</code></pre>
        {{/.code}}
        {{#.download}}
        <p><a class="download" download="{{fileName}}" href="data:{{kind}};base64,{{{base64}}}">{{label}}</a></p>
        {{/.download}}
        {{#.details}}
        {{>details}}
        {{/.details}}

        """

    static let details = """
        <details{{#isOpen}} open{{/isOpen}}>
        <summary>{{summary}}</summary>
        {{#blocks}}
        {{>block}}
        {{/blocks}}
        </details>

        """

    static let table = """
        <div class="scroll" role="region" aria-labelledby="{{tableID}}" tabindex="0">
        <table>
        <caption id="{{tableID}}">{{caption}}</caption>
        <thead><tr>{{#columns}}<th scope="col"{{#isNumber}} class="n"{{/isNumber}}>{{title}}</th>{{/columns}}</tr></thead>
        <tbody>
        {{#rows}}
        <tr{{#.tone}} class="{{.}}"{{/.tone}}>{{#.cells}}\
        {{#.isHeader}}<th scope="row">{{.text}}</th>{{/.isHeader}}\
        {{^.isHeader}}<td{{#.tone}} class="{{.}}"{{/.tone}}>{{.text}}</td>{{/.isHeader}}\
        {{/.cells}}</tr>
        {{/rows}}
        </tbody>
        </table>
        </div>

        """

    static let figure = """
        <figure id="{{figureID}}">
        <figcaption>{{title}}</figcaption>
        {{#.missing}}
        <p class="missing">{{.}}</p>
        {{/.missing}}
        {{#.picture}}
        <div class="scroll picture" role="region" aria-label="{{title}}: the picture" tabindex="0">
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {{width}} {{height}}" role="img" \
        aria-label="{{title}}. The values are in the table below.">
        {{{body}}}
        {{#marks}}
        {{#.isBar}}
        <rect class="v" x="{{x}}" y="{{y}}" width="{{barWidth}}" height="{{barHeight}}"><title>{{text}}</title></rect>
        {{/.isBar}}
        {{^.isBar}}
        <circle class="v" cx="{{x}}" cy="{{y}}" r="8"><title>{{text}}</title></circle>
        {{/.isBar}}
        {{/marks}}
        </svg>
        </div>
        {{/.picture}}
        {{#.data}}
        {{>details}}
        {{/.data}}
        </figure>

        """
}
