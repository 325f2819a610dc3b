extension Sequence {
    /// Groups of the elements with the same key, in the order of their first ones.
    package func grouped<Key: Hashable>(by key: (Element) -> Key) -> [[Element]] {
        var places: [Key: Int] = [:]
        var groups: [[Element]] = []
        for element in self {
            let key = key(element)
            if let place = places[key] {
                groups[place].append(element)
            } else {
                places[key] = groups.count
                groups.append([element])
            }
        }
        return groups
    }
}

extension [String] {
    /// Sorts labels by their places in this list; those that are not in it follow, by name.
    package func rank(of label: String) -> (Int, String) {
        (firstIndex(of: label) ?? count, label)
    }
}
