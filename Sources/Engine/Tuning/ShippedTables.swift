/// The layers of tables that `swiftlet tune` measured.
enum ShippedTables {
    /// Zen 5: AMD EPYC 9005.
    static let amdFamily26 = """
        avx512 t1 convolution 1x3x226x226 > 32x112x112 k3x3 s2x2 d1x1 g1: tile-rows=10 panels=1 tile-parts=1 (170.5 us, default 186.0 us)
        avx512 t1 depthwise 1x672x14x14 > 672x7x7 k5x5 s2x2 d1x1 g672: channels=176 (26.1 us, default 29.3 us)
        avx512 t1 pointwise+depthwise 1x184x7x7 > 1104x7x7 k3x3 s1x1 d1x1 g1104: channels=256 rows=7 tile-rows=12 (111.1 us, default 128.7 us)
        avx512 t1 pointwise+depthwise 1x24x28x28 > 88x28x28 k3x3 s1x1 d1x1 g88: channels=32 rows=28 tile-rows=12 (24.4 us, default 28.9 us)
        avx512 t1 pointwise+depthwise 1x24x28x28 > 96x14x14 k5x5 s2x2 d1x1 g96: channels=32 rows=14 tile-rows=12 (25.7 us, default 28.6 us)
        avx512 t1 pointwise+depthwise 1x32x112x112 > 64x56x56 k3x3 s2x2 d1x1 g64: channels=64 rows=14 tile-rows=12 (366.5 us, default 402.6 us)
        avx512 t1 pointwise+depthwise 1x32x28x28 > 96x28x28 k5x5 s1x1 d1x1 g96: channels=64 rows=28 tile-rows=12 (55.7 us, default 63.4 us)
        """
}
