package dev.cairn.node.acl;

import dev.cairn.node.config.SettingTable;
import dev.cairn.node.config.Settings;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Who may use the node: the default user, with or without a password. */
public final class Users {

    private static final String DEFAULT = "default";

    private final Settings settings;

    public Users(Settings settings) {
        this.settings = settings;
    }

    /** Whether a client must authenticate before anything else. */
    public boolean needPassword() {
        return !settings.get(SettingTable.REQUIREPASS).isEmpty();
    }

    /**
     * Whether {@code password} proves that a client is {@code user}; takes the same time always.
     */
    public boolean authenticate(String user, byte[] password) {
        byte[] expected = settings.get(SettingTable.REQUIREPASS).getBytes(StandardCharsets.UTF_8);
        boolean matches = MessageDigest.isEqual(digest(expected), digest(password));
        return user.equals(DEFAULT) && (expected.length == 0 || matches);
    }

    private static byte[] digest(byte[] password) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(password);
        } catch (NoSuchAlgorithmException missing) {
            throw new AssertionError("every Java platform has SHA-256", missing);
        }
    }
}
