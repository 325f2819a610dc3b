import Settings

extension ExperimentDecoder {
    /// The name given, or the file's name without directory and ending.
    func experimentName(_ main: TableReader) -> String? {
        if main.has(KeyTable.name.name) { return main.one(KeyTable.name) }
        let last = file.split(separator: "/").last.map(String.init) ?? file
        let stem = last.hasSuffix(".toml") ? String(last.dropLast(".toml".count)) : last
        if ExperimentName.isOne(stem) { return stem }
        main.add(
            KeyTable.name.name,
            "is missing, and the file's name \(quoted(stem)) is not"
                + " \(KeyTable.name.kind.allowed(vocabulary))")
        return nil
    }

    /// The first line, if it is a comment, without `#` and blanks.
    var question: String? {
        let first = text.drop { $0 == "\u{FEFF}" }.prefix { !$0.isNewline }
        guard first.hasPrefix("#") else { return nil }
        let words = first.drop { $0 == "#" || $0.isWhitespace }
        return words.isEmpty ? nil : String(words)
    }

    /// Duration, interval and crop, which have to fit each other.
    func timing(_ main: TableReader) -> Timing? {
        guard let duration = main.one(KeyTable.duration),
            var interval = main.one(KeyTable.interval), let crop = main.one(KeyTable.crop)
        else { return nil }
        let durationText = SettingValue.nanoseconds(duration).text
        // Nobody who shortens the duration alone wants it refused for an interval he never wrote.
        if !main.has(KeyTable.interval.name) { interval = min(interval, duration / 4) }
        let intervalText = SettingValue.nanoseconds(interval).text
        guard interval <= duration else {
            let message = "\(intervalText) is longer than the duration of \(durationText)"
            main.add(KeyTable.interval.name, message)
            return nil
        }
        let fitting = duration / interval
        guard fitting <= IntervalSchedule.mostIntervals else {
            main.add(
                KeyTable.interval.name,
                "\(fitting) intervals of \(intervalText) in \(durationText) are more than the"
                    + " \(IntervalSchedule.mostIntervals) allowed")
            return nil
        }
        let timing = Timing(
            durationNanoseconds: duration, intervalNanoseconds: interval, crop: crop)
        if timing == nil {
            main.add(
                KeyTable.crop.name,
                "“\(crop.text)” does not fit: \(durationText) has only \(fitting) intervals"
                    + " of \(intervalText)")
        }
        return timing
    }
}
