#!/usr/bin/env python3
"""Do the files of a tissue open in the programs that people have?

    pip install -r benches/peers/requirements.txt
    python3 benches/peers/tissue_files.py --lytic target/release/lytic

Runs `lytic run spheroid-nk` for two hours with everything saved, then opens

* fields.zarr with zarr-python and with xarray: dimensions, coordinates, units, times; oxygen falls towards the middle;
* vtk/*.vtp and vtk/*.vti with VTK's own readers, which ParaView uses: as many points as the table has rows, and voxel by
  voxel the same numbers as the Zarr store;
* cells/*.parquet with pyarrow: columns, units, kinds; the same ids as the points;
* movie/*.png: VTK's reader gives a picture of the right size.

Exit code 1, with the reason, when anything differs.
"""

import argparse
import pathlib
import subprocess
import sys
import tempfile

import numpy
import pyarrow.parquet
import vtk
import xarray
import zarr
from vtk.util.numpy_support import vtk_to_numpy


def check(holds, what):
    if not holds:
        sys.exit(f"tissue files: {what}")


def read(reader, path):
    reader.SetFileName(str(path))
    reader.Update()
    return reader.GetOutput()


def arrays(data):
    return {data.GetArrayName(index): vtk_to_numpy(data.GetArray(index)) for index in range(data.GetNumberOfArrays())}


def compare(folder):
    store = zarr.open_group(folder / "fields.zarr", mode="r")
    check(store.metadata.zarr_format == 3, "the store is not of version 3")
    fields = xarray.open_zarr(folder / "fields.zarr")
    check(fields["oxygen"].dims == ("time", "z", "y", "x"), f"dimensions are {fields['oxygen'].dims}")
    check(fields["oxygen"].attrs["units"] == "mmHg", "oxygen has no unit")
    times = fields["time"].values
    check(len(times) >= 3 and times[0] == 0.0 and (numpy.diff(times) > 0).all(), f"times are {times}")
    oxygen = fields["oxygen"].values
    check(numpy.isfinite(oxygen).all(), "oxygen has gaps")
    middle = fields["oxygen"].sel(time=times[-1], x=0, y=0, z=0, method="nearest").item()
    check(middle < oxygen[-1].max(), "oxygen does not fall towards the middle")

    for index in range(len(times)):
        image = read(vtk.vtkXMLImageDataReader(), folder / f"vtk/fields_{index:05}.vti")
        counts = tuple(size - 1 for size in image.GetDimensions())
        check(counts == oxygen.shape[:0:-1], f"the image has {counts} voxels, the store {oxygen.shape}")
        values = arrays(image.GetCellData())
        for name, found in values.items():
            same = numpy.array_equal(found, fields[name].values[index].ravel())
            check(same, f"{name} differs between Zarr and VTK at time {index}")
        origin, spacing = image.GetOrigin(), image.GetSpacing()
        check(abs(origin[0] + spacing[0] / 2 - fields["x"].values[0]) < 1e-6, "x differs between Zarr and VTK")

        points = read(vtk.vtkXMLPolyDataReader(), folder / f"vtk/cells_{index:05}.vtp")
        table = pyarrow.parquet.read_table(folder / f"cells/part-{index:05}.parquet")
        check(points.GetNumberOfPoints() == table.num_rows > 0, "points and rows are not as many")
        found = arrays(points.GetPointData())
        check((found["id"] == table["id"].to_numpy()).all(), "ids differ between VTK and Parquet")
        x = vtk_to_numpy(points.GetPoints().GetData())[:, 0]
        check(numpy.allclose(x, table["x_um"].to_numpy()), "positions differ between VTK and Parquet")
        check("tumour" in table["kind"].to_pylist(), "the table has no tumour cells")
        check(table.schema.field("x_um").metadata[b"unit"] == b"um", "positions have no unit")

        picture = read(vtk.vtkPNGReader(), folder / f"movie/frame_{index:05}.png")
        check(picture.GetDimensions()[:2] == (640, 668), f"a frame is {picture.GetDimensions()}")
    print(f"tissue files: {len(times)} times, {len(fields.data_vars)} fields, {points.GetNumberOfPoints()} cells: all open")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--lytic", required=True)
    lytic = parser.parse_args().lytic
    with tempfile.TemporaryDirectory() as folder:
        out = pathlib.Path(folder) / "run"
        command = [lytic, "run", "spheroid-nk", "--duration", "2 h", "--save", "cells,fields", "--every", "1 h"]
        subprocess.run([*command, "--out", str(out)], check=True, stdout=subprocess.DEVNULL)
        compare(out)


if __name__ == "__main__":
    main()
