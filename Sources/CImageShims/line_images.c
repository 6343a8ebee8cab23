#include <leptonica/allheaders.h>

// Tesseract hands each line that it reads from one of its rooms to the next as a PNG in memory, which takes 5% of the
// reading: deflated once, inflated once, and thrown away. It asks Leptonica for that through this function and for the
// way back through one that tells the format by its first bytes. So the format is of no matter, and in its place (what a
// program defines comes before what its libraries define) the pixels are written as they are.
//
// Nothing else in the program writes a picture by Leptonica.
l_ok pixWriteMem(l_uint8 **bytes, size_t *count, PIX *picture, l_int32 format) {
    (void)format;
    return pixWriteMemPnm(bytes, count, picture);
}
