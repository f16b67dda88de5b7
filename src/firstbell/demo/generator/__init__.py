"""Believable districts of any size, written as the files real systems export. Offers `write_district`.

For the command line (`firstbell demo-data`), the demo's seed, the benchmarks and tests. Pure Python, no Django.
"""

from firstbell.demo.generator.spec import DEFAULT_TODAY, DistrictManifest, DistrictSpec, WrittenFile
from firstbell.demo.generator.write import write_district

__all__ = ["DEFAULT_TODAY", "DistrictManifest", "DistrictSpec", "WrittenFile", "write_district"]
