import Settings

extension ExperimentDecoder {
    /// Every `[[plot]]`; those with something wrong are left out.
    func plots() -> [PlotRequest] {
        var seen: Set<String> = []
        return findTables("plot").enumerated().compactMap { index, table in
            let reader = reader("plot[\(index)]", table)
            reader.checkKeys(KeyTable.names(in: "plot"), hint: home)
            guard var request = figure(reader) ?? curves(reader) else { return nil }
            request.title = reader.one(KeyTable.title)
            if !seen.insert(request.name).inserted {
                let key = request.figure == nil ? "y" : "figure"
                reader.add(key, "\(quoted(request.name)) is listed twice")
            }
            return request
        }
    }

    /// A figure by its name; `nil` if it has none.
    private func figure(_ reader: TableReader) -> PlotRequest? {
        guard reader.has("figure") else { return nil }
        for row in [KeyTable.y, KeyTable.x, KeyTable.xScale, KeyTable.plotSeries, KeyTable.panel]
            .map(\.row) where reader.has(row.name)
        {
            reader.add(row.name, "a figure has its own \(row.name); leave out one of the two")
        }
        return reader.one(KeyTable.figure).map { PlotRequest(figure: $0) }
    }

    /// Columns against an axis; `nil` if something is wrong with them.
    private func curves(_ reader: TableReader) -> PlotRequest? {
        guard !reader.has("figure") else { return nil }
        guard reader.has("y") || reader.has("x") else {
            let allowed = vocabulary.figures.joined(separator: ", ")
            reader.add("figure", "is missing (allowed: \(allowed); or give y and x)")
            return nil
        }
        for name in ["y", "x"] where !reader.has(name) {
            reader.add(name, "is missing: y and x go together")
        }
        guard let y = reader.axis(KeyTable.y), let x = reader.one(KeyTable.x) else { return nil }
        guard y.count <= Self.mostPanels else {
            reader.add("y", "has \(y.count) columns (allowed: at most \(Self.mostPanels))")
            return nil
        }
        var request = PlotRequest(y: y, x: x)
        request.xScale = reader.one(KeyTable.xScale).flatMap(PlotRequest.AxisScale.init(rawValue:))
        request.series = reader.one(KeyTable.plotSeries)
        request.panel = reader.one(KeyTable.panel)
        return request
    }

    private static var mostPanels: Int { 6 }

    /// The axes that plots name must differ between the points.
    func checkPlots(_ experiment: Experiment) {
        guard experiment.plots.contains(where: { $0.figure == nil }) else { return }
        let values = experiment.valuesByAxis()
        let varying = values.filter { $0.value.count > 1 }.keys.sorted()
        let allowed =
            varying.isEmpty
            ? ": nothing differs between the points"
            : " (allowed: \(varying.joined(separator: ", ")))"
        for (index, plot) in experiment.plots.enumerated() {
            for (key, axis) in [("x", plot.x), ("series", plot.series), ("panel", plot.panel)] {
                guard let axis else { continue }
                let path = "plot[\(index)].\(key)"
                switch values[axis]?.count {
                case nil: findings.add(path, "\(quoted(axis)) is no axis here\(allowed)")
                case 1:
                    findings.add(
                        path, "\(quoted(axis)) has one value in this experiment\(allowed)")
                case let count? where key == "panel" && count > Self.mostPanels:
                    findings.add(
                        path,
                        "\(quoted(axis)) has \(count) values (allowed: at most "
                            + "\(Self.mostPanels))")
                default: break
                }
            }
            if let panel = plot.panel, panel == plot.x || panel == plot.series {
                findings.add("plot[\(index)].panel", "\(quoted(panel)) is drawn already")
            }
        }
    }
}

extension Experiment {
    /// The values of every axis among the points, each once, in the order of the file.
    package func valuesByAxis() -> [String: [String]] {
        var seen: [String: Set<String>] = [:]
        return points().reduce(into: [:]) { values, point in
            let own = point.values.merging(["label": point.label]) { first, _ in first }
            for (axis, value) in own where seen[axis, default: []].insert(value).inserted {
                values[axis, default: []].append(value)
            }
        }
    }
}
