import _SwiftletLibC

func exponential(_ x: Double) -> Double { exp(x) }

/// Bytes of memory that the machine has.
let physicalMemory: Int = {
    let (bytes, overflow) = sysconf(Int32(_SC_PHYS_PAGES)).multipliedReportingOverflow(by: sysconf(Int32(_SC_PAGESIZE)))
    return overflow || bytes <= 0 ? Int.max : bytes
}()
