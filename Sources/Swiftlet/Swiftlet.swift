@_exported import SwiftletAnalysis
@_exported import SwiftletEngine
@_exported import SwiftletFormats
@_exported import SwiftletGraphs
@_exported import SwiftletHub
@_exported import SwiftletImaging
@_exported import SwiftletModel
@_exported import SwiftletModelZoo
@_exported import SwiftletReports
@_exported import SwiftletTensors

@_exported import struct SystemPackage.FilePath
