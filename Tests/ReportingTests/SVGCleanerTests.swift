import Testing

@testable import Reporting

struct SVGCleanerTests {
    private static func clean(_ body: String, prefix: String = "f") throws -> SVGCleaner {
        try #require(
            SVGCleaner("<svg viewBox=\"0 0 100 50\">\(body)</svg>", prefix: prefix))
    }

    @Test func `gnuplot's SVG keeps what draws, with ids of its own`() throws {
        let clean = try #require(SVGCleaner(ReportExample.svg, prefix: "run-1-loss"))
        #expect((clean.width, clean.height) == (200, 100))
        #expect(
            clean.body == "<g><defs>"
                + "<circle id=\"run-1-loss-gpPt5\" r=\"1\"/>"
                + "<use href=\"#run-1-loss-gpPt5\" id=\"run-1-loss-gpPt6\"/></defs>"
                + "<g><path d=\"M20.00,30.00 L80.00,70.00\"/>"
                + "<use href=\"#run-1-loss-gpPt6\" transform=\"translate(20.00,30.00) scale(4.50)\""
                + " color=\"red\"/></g>"
                + "<text><tspan font-family=\"sans\">a &lt; b</tspan></text></g>")
        #expect(clean.anchors.map(\.text) == ["0 0 point 1", "0 1 point 1"])
        #expect(clean.anchors.map(\.x) == [20, 80])
    }

    @Test(arguments: [
        "<script>alert(1)</script>", "<script xlink:href='http://x/'/>",
        "<a xlink:href='http://x/'><path d='M0,0'/></a>",
        "<foreignObject><b>x</b></foreignObject>", "<image href='http://x/y.png'/>",
        "<style>* { fill: url(http://x/) }</style>", "<!-- <path d='M0,0'/> -->",
        "<use xlink:href='http://x/#a'/>", "<svg viewBox='0 0 1 1'><script/></svg>",
        "<animate attributeName='href' to='http://x/'/>",
    ])
    func `Whatever acts or refers to the outside is left out`(body: String) throws {
        let clean = try Self.clean(body + "<path d='M1,1'/>")
        #expect(!clean.body.contains("http"))
        #expect(!clean.body.contains("script"))
        #expect(clean.body.hasSuffix("<path d=\"M1,1\"/>"))
    }

    @Test func `An id stays where it is referred to, and once`() throws {
        let clean = try Self.clean(
            "<g id='a'><path d='M0'/></g><defs><circle id='a'/><circle id='a'/></defs>")
        #expect(
            clean.body == "<g><path d=\"M0\"/></g><defs><circle id=\"f-a\"/><circle/></defs>")
    }

    @Test func `Attributes that act are left out, references within stay`() throws {
        let clean = try Self.clean(
            "<rect onclick='x()' xml:base='http://x/' fill='url(#p)' clip-path=\"URL(http://x)\" "
                + "style=\"fill:url( 'http://x' )\" x='1' font-family='a\"b'/>")
        #expect(clean.body == "<rect fill=\"url(#f-p)\" x=\"1\" font-family='a\"b'/>")
    }

    @Test(arguments: [
        "", "no xml", "<svg></svg>", "<svg viewBox='0 0 0 0'></svg>",
        "<svg viewBox='0 0 9 9'><g></svg>", "<svg viewBox='0 0 9 9'><g><path d='", "<svg viewBox",
        "<svg viewBox='0 0 9 9'>", "<html><svg viewBox='0 0 9 9'></svg></html>",
    ])
    func `What is no whole SVG is none`(text: String) {
        #expect(SVGCleaner(text, prefix: "f") == nil)
    }
}

struct HoverScriptTests {
    @Test func `Each clause with marks gets one that names file, row and clause`() {
        let script = """
            summary = 'a.csv'
            trials = 'a.trials.csv'
            do for [pass = 1:2] {
                set terminal svg enhanced \\
                    size 10,10
                plot summary using (of(1, 'x')):(of(1, 'min')):(of(1, 'max')) with filledcurves, \\
                    trials using (column('s') == 1 ? 0.5 : NaN):(of(1, 'y')) with points notitle, \\
                    2 with linespoints title 'a, b: c'
            }
            """
        #expect(
            HoverScript.text(script) == """
                summary = 'a.csv'
                trials = 'a.trials.csv'
                do for [pass = 1:1] {
                    set terminal svg enhanced size 10,10
                    plot summary using (of(1, 'x')):(of(1, 'min')):(of(1, 'max')) with \
                filledcurves, \\
                    trials using (column('s') == 1 ? 0.5 : NaN):(of(1, 'y')) with points notitle, \\
                    trials using (column('s') == 1 ? 0.5 : NaN):(of(1, 'y')):\
                (sprintf('1 %d point 2', int(column('mark_row')))) \
                with labels hypertext point pointtype 7 notitle, \\
                    2 with linespoints title 'a, b: c'
                }
                """)
    }

    @Test func `Rows are numbered from 0, beside the header`() {
        #expect(HoverScript.numbered("a,b\n1,\n,\"2\"\n") == "a,b,mark_row\n1,,0\n,\"2\",1\n")
    }

    @Test func `A bar gets its two corners`() {
        let script = """
            summary = 'a.csv'
            plot summary using 1:2:(column('from')):(column('to')):(3):(4) with boxxyerror notitle
            """
        let text = HoverScript.text(script)
        #expect(text.contains("using (column('from')):(3):(sprintf('0 %d low 1'"))
        #expect(text.contains("using (column('to')):(4):(sprintf('0 %d high 1'"))
    }

    @Test func `Low and high corner make a rectangle, and a bar without width none`() throws {
        let tables = FigureTables([("a.csv", "bar,n,label\n1,5,V2\n2,0,V3\n")])
        let anchor = { (text: String, x: Int, y: Int) in
            "<g onmousemove=\"gnuplot_svg.showHypertext(evt,'\(text)')\">"
                + "<use transform='translate(\(x).00,\(y).00)'/></g>"
        }
        let svg =
            "<svg viewBox='0 0 99 99'>" + anchor("0 0 low 1", 10, 40) + anchor("0 1 low 1", 10, 60)
            + anchor("0 0 high 1", 50, 20) + anchor("0 1 high 1", 10, 50)
            + anchor("0 9 point 1", 1, 1) + anchor("7 0 point 1", 1, 1) + anchor("rubbish", 1, 1)
            + "</svg>"
        let picture = try #require(PictureMaker.picture(svg, tables: tables, prefix: "f"))
        #expect(picture.marks.map(\.text) == ["V2 · n 5"])
        let mark = try #require(picture.marks.first)
        #expect([mark.x, mark.y, mark.size?.width, mark.size?.height] == ["10", "20", "40", "20"])
    }
}
