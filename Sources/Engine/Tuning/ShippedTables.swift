/// The layers of tables that `swiftlet tune` measured.
enum ShippedTables {
    /// Zen 5: AMD EPYC 9005.
    static let amdFamily26 = """
        """
}
