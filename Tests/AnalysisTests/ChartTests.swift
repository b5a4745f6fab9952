import Analysis
import Testing

