import FoundationEssentials
import Kernel

/// Debian's Chromium without a window.
enum Chromium {
    private static let path = ["/usr/bin/chromium", "/usr/bin/chromium-browser"].first {
        FileManager.default.isExecutableFile(atPath: $0)
    }

    static var isInstalled: Bool { path != nil }

    /// The page as it stands after its scripts, and what was said on the console.
    struct Loaded {
        let page: String
        let console: [String]
    }

    /// - Parameter scheme: `light` or `dark`, the colours that the user prefers.
    static func load(
        _ file: String, scheme: String = "light", in bench: Bench
    ) throws -> Loaded {
        let output = try Command.run(
            [
                path ?? "chromium", "--headless", "--no-sandbox", "--disable-gpu",
                "--enable-logging=stderr", "--user-data-dir=\(bench.folder)/chromium",
                "--blink-settings=preferredColorScheme=\(scheme == "dark" ? 0 : 1)",
                "--virtual-time-budget=20000", "--dump-dom", "file://\(file)",
            ], within: 120)
        let lines = output.errors.split(separator: "\n").map(String.init)
        return Loaded(page: output.text, console: lines.filter { $0.contains(":CONSOLE") })
    }
}

/// Rules of accessibility, checked by a browser with the styles it computed.
///
/// Sources: WCAG 2.2, 1.1.1, 1.3.1, 1.4.3, 1.4.10, 2.1.1, 2.4.1, 2.4.7, 3.1.1, 4.1.2.
enum AccessibilityRules {
    /// A page that shows another one in a frame of three widths, and writes what is wrong into
    /// `#found`.
    static func page(checking html: String) -> String {
        let data = (try? JSONEncoder().encode(html)) ?? Data()
        let text = String(decoding: data, as: UTF8.self).replacing("<", with: "\\u003c")
        return "<!DOCTYPE html><body><pre id=\"found\"></pre><script>\nconst page = \(text);\n"
            + script + "</script></body>"
    }

    private static let script = #"""
        const found = new Set(), widths = [320, 800, 1400];
        const parts = (colour) => {
          const numbers = colour.match(/[\d.]+/g).map(Number);
          return numbers.length < 4 ? [...numbers, 1] : numbers;
        };
        const luminance = (colour) => {
          const [r, g, b] = colour.map((part) => part / 255)
            .map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
          return 0.2126 * r + 0.7152 * g + 0.0722 * b;
        };
        const ground = (element, view) => {
          for (let at = element; at; at = at.parentElement) {
            const colour = parts(view.getComputedStyle(at).backgroundColor);
            if (colour[3] > 0) return colour;
          }
          return [255, 255, 255, 1];
        };
        function check(view, width) {
          const page = view.document, root = page.documentElement;
          const say = (words) => found.add(width + ": " + words);
          const all = (selector) => [...page.querySelectorAll(selector)];
          if (root.scrollWidth > width) say("wider than the screen: " + root.scrollWidth);
          if (!root.lang) say("no lang");
          if (!page.title) say("no title");
          for (const name of ["main", "nav", "header"]) if (!page.querySelector(name)) say("no " + name);
          let last = 0;
          for (const heading of all("h1, h2, h3, h4, h5, h6")) {
            const level = Number(heading.tagName[1]);
            if (level > last + 1) say("h" + level + " after h" + last);
            last = level;
          }
          const named = (element) => element.getAttribute("aria-label")
            || (page.getElementById(element.getAttribute("aria-labelledby")) || {}).textContent
            || element.alt;
          for (const element of all("svg, img, [role=region], article, section, nav, pre[tabindex]"))
            if (!named(element)) say("no name: " + element.tagName);
          for (const table of all("table")) {
            if (!table.caption) say("a table without caption");
            if (!table.querySelector("th[scope=col]")) say("a table without headers");
          }
          const ids = all("[id]").map((element) => element.id);
          if (new Set(ids).size !== ids.length) say("an id twice");
          for (const link of all("a[href^='#']"))
            if (!page.getElementById(link.getAttribute("href").slice(1))) say("no target: " + link.href);
          for (const details of all("details")) details.open = true;
          for (const element of all("body, body *")) {
            if (element.closest("svg, script, style")) continue;
            const style = view.getComputedStyle(element);
            const scrolls = element.scrollWidth > element.clientWidth + 1
              && ["auto", "scroll"].includes(style.overflowX);
            if (scrolls && element.tabIndex < 0) say("no keyboard can scroll " + element.className);
            const hasText = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
            if (!hasText) continue;
            const one = luminance(parts(style.color)), two = luminance(ground(element, view));
            const ratio = (Math.max(one, two) + 0.05) / (Math.min(one, two) + 0.05);
            if (ratio < 4.5) say("contrast " + ratio.toFixed(2) + ": " + element.textContent.slice(0, 40));
          }
          for (const element of all("a[href], summary, [tabindex='0']")) {
            element.focus();
            const style = view.getComputedStyle(element);
            if (page.activeElement !== element) say("no focus: " + element.tagName);
            else if (style.outlineStyle === "none") say("focus is not seen: " + element.tagName);
          }
        }
        async function run() {
          for (const width of widths) {
            const frame = document.createElement("iframe");
            frame.width = width;
            frame.height = 700;
            frame.srcdoc = page;
            await new Promise((loaded) => { frame.onload = loaded; document.body.append(frame); });
            check(frame.contentWindow, width);
            frame.remove();
          }
          const problems = [...found];
          document.getElementById("found").textContent = "checked " + widths.join(", ") + ": "
            + (problems.length ? problems.slice(0, 12).join("; ") : "no problem");
        }
        run();
        """#
}
