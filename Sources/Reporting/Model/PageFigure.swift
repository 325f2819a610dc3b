import Mustache

/// A figure with what is behind it.
struct PageFigure {
    let figureID: String
    let title: String
    let picture: InlinePicture?
    /// Why there is no picture: a sentence.
    let missing: String?
    let data: Details?

    /// An inline SVG.
    struct InlinePicture {
        let width: Int
        let height: Int
        /// Cleaned SVG: ``SVGCleaner``.
        let body: String
        let marks: [Mark]
    }

    /// A place of the picture that has a value: a circle, or the rectangle of a bar.
    struct Mark: MustacheParent {
        let text: String
        let x: String
        let y: String
        /// Width and height of a bar; `nil` for a circle.
        let size: (width: String, height: String)?

        func child(named name: String) -> Any? {
            switch name {
            case "text": text
            case "x": x
            case "y": y
            case "isBar": size != nil
            case "barWidth": size?.width
            case "barHeight": size?.height
            default: nil
            }
        }
    }
}
