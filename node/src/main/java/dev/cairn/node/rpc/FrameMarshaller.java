package dev.cairn.node.rpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.UnsafeByteOperations;

import dev.cairn.protocol.wire.PbFrame;

import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.Status;
import io.grpc.protobuf.ProtoUtils;

import java.io.IOException;
import java.io.InputStream;

/**
 * Frames to and from bytes. On receipt the bytes are copied once, out of the network's buffers, and
 * the byte fields of the messages are views of that copy.
 */
final class FrameMarshaller implements Marshaller<PbFrame> {
    static final FrameMarshaller FRAMES = new FrameMarshaller();

    private static final Marshaller<PbFrame> WRITER =
            ProtoUtils.marshaller(PbFrame.getDefaultInstance());

    private FrameMarshaller() {}

    @Override
    public InputStream stream(PbFrame frame) {
        return WRITER.stream(frame);
    }

    @Override
    public PbFrame parse(InputStream stream) {
        try {
            return PbFrame.parseFrom(views(UnsafeByteOperations.unsafeWrap(read(stream))));
        } catch (IOException malformed) {
            throw Status.INTERNAL
                    .withDescription("malformed frame")
                    .withCause(malformed)
                    .asRuntimeException();
        }
    }

    /** A frame is there as a whole before it is parsed, so its length is known. */
    private static byte[] read(InputStream stream) throws IOException {
        byte[] bytes = new byte[stream.available()];
        if (stream.readNBytes(bytes, 0, bytes.length) != bytes.length || stream.read() >= 0) {
            throw new IOException("a frame is shorter or longer than it was");
        }
        return bytes;
    }

    /** Reads messages whose byte fields are views of {@code bytes}. */
    static CodedInputStream views(ByteString bytes) {
        CodedInputStream in = bytes.newCodedInput();
        in.enableAliasing(true);
        return in;
    }
}
