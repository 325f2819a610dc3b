import Results

/// Which points share a curve: those of one role that differ in nothing but their place on the
/// axis.
///
/// Trials of different engines, policies or settings are never in one curve.
struct CurveGroups {
    let points: [[Int]]
    let table: ConditionTable
    private(set) var groups: [Group] = []
    /// What tells the curves of each role apart.
    private var told: [String: [Condition]] = [:]
    /// Whether the axis tells several kinds of traffic apart.
    private var hasKinds = false
    private let places: [XAxis.XPosition]
    private let data: PlotData
    private let axis: XAxis
    private let subject: CurveSubject

    struct Group {
        let role: String
        let isLevel: Bool
        /// Indices into the points.
        var members: [Int]
        /// What the label must tell besides the conditions that vary anyway.
        var told: [String] = []
    }

    init(
        _ data: PlotData, points: [[Int]], places: [XAxis.XPosition], axis: XAxis,
        settingNames: [String], subject: CurveSubject = .methods
    ) {
        self.data = data
        self.points = points
        self.places = places
        self.axis = axis
        self.subject = subject
        let first = points.map { data.records[$0[0]] }
        table = ConditionTable(Condition.all(settingNames: settingNames), points: first)
        let splitting = table.conditions.indices.filter {
            !axis.definedBy.contains(table.conditions[$0].name)
        }
        groups = split(Array(points.indices), by: splitting).flatMap(withoutCollisions)
        for role in Set(groups.map(\.role)) { told[role] = telling(apart: role) }
        hasKinds = Set(groups.map { axis.kind(record($0)) }).count > 1
    }

    func x(of member: Int) -> Double? {
        switch places[member] {
        case .at(let x), .sameBytes(let x): x
        case .level, .absent: nil
        }
    }

    private func split(_ members: [Int], by conditions: [Int]) -> [Group] {
        members.grouped { member -> [String?] in
            [subject.name(data.records[points[member][0]]), isLevel(member) ? "level" : nil]
                + [axis.kind(data.records[points[member][0]])]
                + conditions.map { table.rows[member][$0] }
        }.map { members in
            Group(
                role: subject.name(data.records[points[members[0]][0]]),
                isLevel: isLevel(members[0]), members: members)
        }
    }

    private func isLevel(_ member: Int) -> Bool { places[member] == .level }

    private func collides(_ group: Group) -> Bool {
        Set(group.members.map { places[$0] }).count < group.members.count
    }

    /// Two points at one place differ in what else defines it, such as the size of blocks: then
    /// that splits them too, and if nothing we know does, each point stands alone.
    private func withoutCollisions(_ group: Group) -> [Group] {
        guard collides(group) else { return [group] }
        for index in table.conditions.indices {
            let condition = table.conditions[index]
            guard axis.definedBy.contains(condition.name) else { continue }
            let parts = split(group.members, by: [index])
            guard parts.count > 1, !parts.contains(where: collides) else { continue }
            return parts.map { part in
                var part = part
                part.told =
                    part.members.first.map { [condition.words(table.rows[$0][index])] } ?? []
                return part
            }
        }
        return group.members.map { member in
            let point = data.records[points[member][0]].point
            return Group(
                role: group.role, isLevel: group.isLevel, members: [member],
                told: ["point \(point.prefix(8))"])
        }
    }
}

extension CurveGroups {
    /// In the order of the experiment: of roles, then of the values that tell the curves apart.
    func sorted() -> [Group] {
        groups.map { (group: $0, rank: data.roleRank($0.role), label: label(of: $0)) }
            .sorted { one, other in
                let records = [one, other].map { record($0.group) }
                if let condition = subject.condition,
                    let isFirst = data.order.precedes(records[0], records[1], by: [condition])
                {
                    return isFirst
                }
                guard one.rank == other.rank else { return one.rank < other.rank }
                return data.order.precedes(records[0], records[1], by: told[one.group.role] ?? [])
                    ?? ValueOrder.precedes(one.label, other.label)
            }
            .map(\.group)
    }

    /// One of a group's trials.
    private func record(_ group: Group) -> TrialRecord { data.records[points[group.members[0]][0]] }

    /// Conditions that tell the curves of a role apart: shared ones that vary anywhere in the figure,
    /// and a method's own that vary within the role.
    private func telling(apart role: String) -> [Condition] {
        let all = groups.compactMap(\.members.first)
        let sameRole = groups.filter { $0.role == role }.compactMap(\.members.first)
        let varying = table.conditions.indices.filter { index in
            let condition = table.conditions[index]
            return !axis.definedBy.union(axis.untold).contains(condition.name)
                && table.varies(index, among: condition.isShared ? all : sameRole)
        }
        let short = varying.filter {
            !Condition.impliedByRingBytes.contains(table.conditions[$0].name)
        }
        // Different requests may get the same ring (libpcap rounds up): then both are told.
        let counts = [varying, short].map { conditions in
            Set(sameRole.map { member in conditions.map { table.rows[member][$0] } }).count
        }
        return (counts[0] == counts[1] ? short : varying).map { table.conditions[$0] }
    }

    /// The role, and what tells this curve from others.
    func label(of group: Group) -> String {
        let record = record(group)
        // How frames are spaced, where that differs.
        let kind = hasKinds ? [axis.kind(record) ?? "evenly"] : []
        let words =
            (told[group.role] ?? []).map { $0.words($0.value(record)) } + kind + group.told
            + (isSameBytes(group) ? ["same bytes"] : [])
        guard !group.role.isEmpty else {
            return words.isEmpty ? "all" : words.joined(separator: ", ")
        }
        return words.isEmpty ? group.role : "\(group.role) (\(words.joined(separator: ", ")))"
    }

    private func isSameBytes(_ group: Group) -> Bool {
        group.members.contains {
            if case .sameBytes = places[$0] { true } else { false }
        }
    }
}
