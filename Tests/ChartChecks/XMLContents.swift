import Foundation

#if canImport(FoundationXML)
import FoundationXML
#endif

/// What a strict reader of XML makes of a document: elements counted by name, texts, and the first error.
package final class XMLContents: NSObject, XMLParserDelegate {
    package private(set) var elements: [String: Int] = [:]
    package private(set) var texts: [String] = []
    package private(set) var attributes: [[String: String]] = []

    package init(_ document: String) throws {
        super.init()
        let parser = XMLParser(data: Data(document.utf8))
        parser.delegate = self
        guard parser.parse() else { throw parser.parserError ?? CocoaError(.fileReadCorruptFile) }
    }

    package func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
        attributes: [String: String]
    ) {
        elements[name, default: 0] += 1
        self.attributes.append(attributes)
    }

    package func parser(_ parser: XMLParser, foundCharacters text: String) { texts.append(text) }
}
