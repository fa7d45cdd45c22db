package dev.cairn.node;

import dev.cairn.node.command.CommandTable;
import dev.cairn.node.command.Family;
import dev.cairn.node.command.cluster.ClusterCommands;
import dev.cairn.node.command.connection.ClientCommands;
import dev.cairn.node.command.connection.ConnectionCommands;
import dev.cairn.node.command.generic.DumpCommands;
import dev.cairn.node.command.generic.ExpireCommands;
import dev.cairn.node.command.generic.KeyCommands;
import dev.cairn.node.command.generic.ObjectCommands;
import dev.cairn.node.command.generic.ScanCommands;
import dev.cairn.node.command.generic.WaitCommands;
import dev.cairn.node.command.hash.ExpiryCommands;
import dev.cairn.node.command.hash.HashCommands;
import dev.cairn.node.command.hash.WholeHashCommands;
import dev.cairn.node.command.server.CommandCommands;
import dev.cairn.node.command.server.ConfigCommands;
import dev.cairn.node.command.server.DebugCommands;
import dev.cairn.node.command.server.DiagnosisCommands;
import dev.cairn.node.command.server.MemoryCommands;
import dev.cairn.node.command.server.ServerCommands;
import dev.cairn.node.command.string.NumberCommands;
import dev.cairn.node.command.string.RangeCommands;
import dev.cairn.node.command.string.StringCommands;
import dev.cairn.node.command.transaction.TransactionCommands;

import java.util.List;

/** All families of commands that a node has. */
public final class Commands {

    private static final List<Family> FAMILIES =
            List.of(
                    ClientCommands.FAMILY,
                    ConnectionCommands.FAMILY,
                    DumpCommands.FAMILY,
                    ExpireCommands.FAMILY,
                    KeyCommands.FAMILY,
                    ObjectCommands.FAMILY,
                    ScanCommands.FAMILY,
                    WaitCommands.FAMILY,
                    NumberCommands.FAMILY,
                    RangeCommands.FAMILY,
                    StringCommands.FAMILY,
                    ExpiryCommands.FAMILY,
                    HashCommands.FAMILY,
                    WholeHashCommands.FAMILY,
                    TransactionCommands.FAMILY,
                    CommandCommands.FAMILY,
                    ConfigCommands.FAMILY,
                    DebugCommands.FAMILY,
                    DiagnosisCommands.FAMILY,
                    MemoryCommands.FAMILY,
                    ServerCommands.FAMILY,
                    ClusterCommands.FAMILY);

    private Commands() {}

    /** The table of them all. */
    public static CommandTable table() {
        return CommandTable.of(FAMILIES);
    }
}
