package dev.cairn.protocol.slot;

/** CRC-16/XMODEM (polynomial 0x1021, initial value 0), which Redis Cluster hashes keys with. */
final class Crc16 {

    private static final int POLYNOMIAL = 0x1021;

    /** {@code TABLE[n]} advances one byte by {@code n} further zero bytes. */
    private static final char[][] TABLE = new char[4][256];

    static {
        for (int b = 0; b < 256; b++) {
            int crc = b << 8;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 0x8000) == 0 ? crc << 1 : (crc << 1) ^ POLYNOMIAL;
            }
            TABLE[0][b] = (char) crc;
        }
        for (int n = 1; n < TABLE.length; n++) {
            for (int b = 0; b < 256; b++) {
                char before = TABLE[n - 1][b];
                TABLE[n][b] = (char) ((before << 8) ^ TABLE[0][before >>> 8]);
            }
        }
    }

    private Crc16() {}

    /**
     * The checksum of the bytes {@code from .. to - 1}, four at a time so that look-ups overlap.
     */
    static int of(KeyBytes key, int from, int to) {
        int crc = 0;
        int i = from;
        for (; i + 4 <= to; i += 4) {
            crc =
                    TABLE[3][(crc >>> 8) ^ (key.at(i) & 0xff)]
                            ^ TABLE[2][(crc & 0xff) ^ (key.at(i + 1) & 0xff)]
                            ^ TABLE[1][key.at(i + 2) & 0xff]
                            ^ TABLE[0][key.at(i + 3) & 0xff];
        }
        for (; i < to; i++) {
            crc = ((crc << 8) & 0xffff) ^ TABLE[0][(crc >>> 8) ^ (key.at(i) & 0xff)];
        }
        return crc;
    }
}
