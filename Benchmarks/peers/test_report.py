"""python3 -m unittest, in this folder: the arithmetic of the report, on made-up figures."""
import csv
import json
import tempfile
import unittest
import xml.dom.minidom
from pathlib import Path

import chart
import networks
import report
import run

ABOUT = {
    "processor": "A & B <CPU>", "processor_numbers": "", "instructions": "avx2", "cores": 2, "system": "Linux", "python": "3",
    "date": "2000-01-01", "swiftlet": "abc", "versions": {"onnxruntime": "1", "openvino_default": "2", "ncnn": "3"},
    "others": 0.0, "stolen": 0.0, "minutes": 1, "passes": 3, "seconds": 1, "missing": [["alexnet", "ncnn", "no converter"]],
}


class ReportTests(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        path = Path(self.folder.name)
        (path / "machine.json").write_text(json.dumps(ABOUT))
        with open(path / "results.csv", "w", newline="") as file:
            writer = csv.DictWriter(file, run.COLUMNS)
            writer.writeheader()
            for name, factor in (("mobilenet_v2", 2.0), ("squeezenet1_1", 8.0), ("resnet50", 1.0)):
                for number, noise in enumerate((1.0, 3.0, 1.1)):
                    for engine, milliseconds, difference in (
                        ("swiftlet", 1.0, 1e-6), ("onnxruntime", factor, 1e-6), ("ncnn", 0.1, 0.5),
                        ("openvino_default", 0.2, 1e-5)):
                        writer.writerow({
                            "network": name, "batch": 1, "threads": 1, "pass": number, "engine": engine,
                            "median_ms": milliseconds * noise, "rel_diff": difference,
                            "share_of_peak": 0.25 * noise if engine == "swiftlet" else ""})
            writer.writerow({"network": "alexnet", "batch": 1, "threads": 1, "engine": "swiftlet", "error": "broken"})
        with open(path / "startup.csv", "w", newline="") as file:
            writer = csv.DictWriter(file, run.STARTUP_COLUMNS)
            writer.writeheader()
            for engine, milliseconds, process in (("swiftlet", 10, 31), ("onnxruntime", 45, "")):
                writer.writerow({
                    "network": "mobilenet_v2", "threads": 2, "pass": 0, "engine": engine, "milliseconds": milliseconds,
                    "process_ms": process, "peak_mib": 50})
        self.results = report.Results(path)

    def test_median_of_passes_and_spread(self):
        self.assertAlmostEqual(self.results.milliseconds("mobilenet_v2", 1, "swiftlet"), 1.1)
        self.assertAlmostEqual(self.results.spread("mobilenet_v2", 1, "swiftlet"), 2 / 1.1)

    def test_wrong_output_or_other_precision_is_no_peer(self):
        self.assertEqual(self.results.best_peer("mobilenet_v2", 1), "onnxruntime")
        self.assertAlmostEqual(self.results.ratio("mobilenet_v2", 1), 2)

    def test_wrong_swiftlet_has_no_ratio(self):
        self.results.differences["mobilenet_v2", 1, "swiftlet"] = 0.1
        self.assertIsNone(self.results.ratio("mobilenet_v2", 1))

    def test_geometric_means_by_group(self):
        text = "\n".join(report.means(self.results, 1))
        self.assertIn("lightweight: geometric mean **4.00×** over 2 of 14 networks, least 2.00× (mobilenet_v2)", text)
        self.assertIn("dense: geometric mean **1.00×** over 1 of 7", text)

    def test_share_of_peak_is_the_median_of_the_passes(self):
        self.assertAlmostEqual(self.results.share_of_peak("mobilenet_v2", 1), 0.275)
        self.assertIsNone(self.results.share_of_peak("alexnet", 1))

    def test_start_beside_swiftlets(self):
        text = "\n".join(report.startup(self.results))
        self.assertIn("| ONNX Runtime | 45.0 | 4.50× | 50 |", text)
        self.assertIn("31 ms", text)

    def test_failures_are_told(self):
        text = "\n".join(report.failures(self.results))
        self.assertIn("ncnn, alexnet: no converter", text)
        self.assertIn("swiftlet, alexnet, 1 threads: broken", text)

    def test_everything_is_written(self):
        report.write(self.folder.name)
        self.assertIn("| mobilenet_v2 |", (Path(self.folder.name) / "results.md").read_text())
        self.assertIn("<rect", (Path(self.folder.name) / "chart-1-thread.svg").read_text())

    def test_chart_is_well_formed(self):
        document = xml.dom.minidom.parseString(chart.svg(self.results, 1, report.TITLES))
        self.assertEqual(document.documentElement.tagName, "svg")

    def test_names_and_sets(self):
        self.assertEqual(networks.chosen("alexnet,dense")[:2], ["alexnet", "vgg16"])
        self.assertEqual(len(networks.chosen("all")), 21)
        with self.assertRaises(SystemExit):
            networks.chosen("alexnet2")


if __name__ == "__main__":
    unittest.main()
