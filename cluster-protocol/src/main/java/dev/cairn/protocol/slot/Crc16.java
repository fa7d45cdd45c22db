package dev.cairn.protocol.slot;

/** CRC-16/XMODEM (polynomial 0x1021, initial value 0), which Redis Cluster hashes keys with. */
final class Crc16 {

    private static final int POLYNOMIAL = 0x1021;

    /** Eight tables in one: {@code TABLE[n * 256 + b]} takes byte b that n further bytes follow. */
    private static final char[] TABLE = new char[8 * 256];

    static {
        for (int b = 0; b < 256; b++) {
            int crc = b << 8;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 0x8000) == 0 ? crc << 1 : (crc << 1) ^ POLYNOMIAL;
            }
            TABLE[b] = (char) crc;
        }
        for (int i = 256; i < TABLE.length; i++) {
            TABLE[i] = (char) step(TABLE[i - 256], (byte) 0);
        }
    }

    private Crc16() {}

    /** The checksum after one more byte. */
    static int step(int crc, byte b) {
        return ((crc << 8) & 0xffff) ^ TABLE[((crc >>> 8) ^ b) & 0xff];
    }

    /** The checksum after eight more bytes, the lowest first; their look-ups overlap. */
    static int step(int crc, long bytes) {
        int low = (int) bytes ^ (crc >>> 8) ^ ((crc & 0xff) << 8);
        int high = (int) (bytes >>> 32);
        return TABLE[0x700 | (low & 0xff)]
                ^ TABLE[0x600 | ((low >>> 8) & 0xff)]
                ^ TABLE[0x500 | ((low >>> 16) & 0xff)]
                ^ TABLE[0x400 | (low >>> 24)]
                ^ TABLE[0x300 | (high & 0xff)]
                ^ TABLE[0x200 | ((high >>> 8) & 0xff)]
                ^ TABLE[0x100 | ((high >>> 16) & 0xff)]
                ^ TABLE[high >>> 24];
    }
}
