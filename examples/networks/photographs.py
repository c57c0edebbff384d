#!/usr/bin/env python3
"""Makes images for the trained ResNet-18 of photographs that Debian's packages carry: 224 x 224, as the model wants them.

Two of three photographs calibrate, the third is run; no photograph is in both. The short side becomes 256 pixels and the middle is cut out, as for
ImageNet. Colours are turned to blue, green, red, and the model's mean image is subtracted, as its ResNetPreprocess.onnx does.

Needs Debian's python3-pil, python3-onnx and python3-numpy. `make network-photographs` fetches the packages and runs it.
Usage: /usr/bin/python3 photographs.py FOLDER PACKAGES PREPROCESS
       FOLDER for calibration.npy and images.npy, PACKAGES where the packages are unpacked, PREPROCESS the ONNX file.
"""
import sys
from pathlib import Path

import numpy as np
import onnx
from onnx import numpy_helper
from PIL import Image

SHORT, SIZE = 256, 224
RUN_EVERY = 3

# By folder; the packages carry drawings and patterns, too.
PHOTOGRAPHS = {
    "usr/lib/python3/dist-packages/skimage/data": [  # python3-skimage
        "astronaut.png", "camera.png", "chelsea.png", "coffee.png", "motorcycle_left.png", "rocket.jpg"],
    "usr/lib/python3/dist-packages/sklearn/datasets/images": ["china.jpg", "flower.jpg"],  # python3-sklearn
    "usr/share/backgrounds": [  # lomiri-wallpapers-16.04
        "Bridge_by_Sander_Klootwijk.jpg", "Dragonfly_by_Bolly.jpg", "Picture_0B_by_freespace.jpg", "Picture_1A_by_freespace.jpg",
        "Wine_by_Jakkub_Mede.jpg", "aitzgorri_by_Aitzol_Berasategi.jpg", "free_by_Peter_Nerlich.jpg", "friends_by_Aitzol_Berasategi.jpg",
        "greentock_by_Peter_Nerlich.jpg", "life_by_Aitzol_Berasategi.jpg", "picosdeeuropa_by_Aitzol_Berasategi.jpg",
        "seeding_by_Clements_Engelhardt.jpg", "sunset_by_Aitzol_Berasategi.jpg"],
    "usr/share/backgrounds/mate/nature": [  # mate-backgrounds
        "Aqua.jpg", "Blinds.jpg", "Dune.jpg", "FreshFlower.jpg", "Garden.jpg", "GreenMeadow.jpg", "LadyBird.jpg", "RainDrops.jpg", "Storm.jpg",
        "TwoWings.jpg", "Wood.jpg", "YellowFlower.jpg"],
}


def photograph(path):
    """Pixels of the middle, [3, SIZE, SIZE]: blue, green, red."""
    image = Image.open(path).convert("RGB")
    scale = SHORT / min(image.size)
    image = image.resize([round(side * scale) for side in image.size], Image.Resampling.BILINEAR)
    left, top = ((side - SIZE) // 2 for side in image.size)
    return np.asarray(image.crop((left, top, left + SIZE, top + SIZE)), np.float32).transpose(2, 0, 1)[::-1]


def main():
    if len(sys.argv) != 4:
        sys.exit("usage: photographs.py FOLDER PACKAGES PREPROCESS")
    folder, packages, preprocess = map(Path, sys.argv[1:])
    files = [packages / place / name for place, names in PHOTOGRAPHS.items() for name in names]
    if missing := [str(file) for file in files if not file.exists()]:
        sys.exit(f"missing: {', '.join(missing)}; other versions of the packages have other photographs: change the list in photographs.py")
    mean = next(numpy_helper.to_array(w) for w in onnx.load(str(preprocess)).graph.initializer if w.name == "MeanImage")[0]
    images = np.stack([photograph(file) - mean for file in files]).astype(np.float32)
    run = np.arange(len(files)) % RUN_EVERY == RUN_EVERY - 1
    folder.mkdir(parents=True, exist_ok=True)
    np.save(folder / "calibration.npy", images[~run])
    np.save(folder / "images.npy", images[run])
    print(f"{len(files)} photographs, values {images.min():.1f} to {images.max():.1f}: {(~run).sum()} calibrate, {run.sum()} are run")


if __name__ == "__main__":
    main()
