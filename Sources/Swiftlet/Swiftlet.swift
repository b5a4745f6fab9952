@_exported import Analysis
@_exported import Engine
@_exported import Formats
@_exported import Graphs
@_exported import Hub
@_exported import Imaging
@_exported import Model
@_exported import ModelZoo
@_exported import Tensors

@_exported import struct SystemPackage.FilePath
