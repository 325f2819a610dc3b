extension Wrong {
    private static let figures =
        "(allowed: loss-by-ring, cpu-by-ring, loss-by-size, cpu-by-size, cpu-split, ledger, "
        + "capacity-by-size, capacity-by-ring"

    /// A `[[plot]]` of a file with two rates and one series, the first line of which is line 6.
    private static func rates(_ lines: String, _ said: String) -> Wrong {
        Wrong(
            text: "[traffic]\nrate = [\"1 kpps\", \"2 kpps\"]\n[[series]]\nbackend = \"recv\"\n"
                + "[[plot]]\n\(lines)\n",
            said: said)
    }

    static let plots: [Wrong] = [
        .plot(
            "title = \"x\"",
            "x.toml:5: plot[0].figure: is missing \(figures); or give y and x)"),
        .plot(
            "figure = \"loss-by-rnig\"",
            "x.toml:6: plot[0].figure: there is no figure “loss-by-rnig”; did you mean "
                + "“loss-by-ring”? \(figures))"),
        .plot(
            "figure = \"cpu-by-ring\"\n[[plot]]\nfigure = \"cpu-by-ring\"",
            "x.toml:8: plot[1].figure: “cpu-by-ring” is listed twice"),
        .plot(
            "figure = \"cpu-by-ring\"\ncolour = 1",
            "x.toml:7: plot[0].colour: unknown key (allowed: figure, y, x, x_scale, series, "
                + "panel, title)"),
        .plot(
            "figure = \"cpu-by-ring\"\nx = \"rate\"",
            "x.toml:7: plot[0].x: a figure has its own x; leave out one of the two"),
        .rates("y = \"loss_percent\"", "x.toml:5: plot[0].x: is missing: y and x go together"),
        .rates("x = \"rate\"", "x.toml:5: plot[0].y: is missing: y and x go together"),
        .rates(
            "y = [\"luck\"]\nx = \"rate\"",
            "x.toml:6: plot[0].y[0]: there is no column of numbers “luck” "
                + "(allowed: loss_percent, cpu_busy_percent)"),
        .rates(
            "y = [\"loss_percent\"]\nx = \"weather\"",
            "x.toml:7: plot[0].x: “weather” is no axis here (allowed: rate)"),
        .plot(
            "y = [\"loss_percent\"]\nx = \"weather\"",
            "x.toml:7: plot[0].x: “weather” is no axis here: nothing differs between the points"),
        .rates(
            "y = [\"loss_percent\"]\nx = \"frame_size\"",
            "x.toml:7: plot[0].x: “frame_size” has one value in this experiment (allowed: rate)"),
        .rates(
            "y = [\"loss_percent\"]\nx = \"rate\"\nx_scale = \"cubic\"",
            "x.toml:8: plot[0].x_scale: there is no scale “cubic” (allowed: linear, log)"),
        .rates(
            "y = [\"loss_percent\"]\nx = \"rate\"\npanel = \"rate\"",
            "x.toml:8: plot[0].panel: “rate” is drawn already"),
    ]
}
