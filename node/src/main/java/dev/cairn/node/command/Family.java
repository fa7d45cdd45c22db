package dev.cairn.node.command;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** A family of commands: the rows of its table, written one after the other by its author. */
public final class Family {

    private final List<Row> rows;

    private Family(List<Row> rows) {
        this.rows = List.copyOf(rows);
    }

    /** Begins the table of a family whose commands belong to {@code group}. */
    public static Builder family(Group group) {
        return new Builder(group);
    }

    List<Row> rows() {
        return rows;
    }

    /** Writes a family's table; each row begins with its handler and ends where the next begins. */
    public static final class Builder {

        private final List<Row> rows = new ArrayList<>();
        private Group group;
        private @Nullable Draft draft;

        private Builder(Group group) {
            this.group = group;
        }

        /** The rows from here on belong to another chapter of the reference. */
        public Builder group(Group chapter) {
            finish();
            group = chapter;
            return this;
        }

        /** A command that runs inside the shard of its keys. */
        public Builder shard(String name, Handler.OnShard handler) {
            return begin(name, handler);
        }

        /** A command that touches no data. */
        public Builder session(String name, Handler.OnSession handler) {
            return begin(name, handler);
        }

        /** A command that walks through all shards. */
        public Builder everyShard(String name, Handler.OnEveryShard handler) {
            return begin(name, handler);
        }

        /** A command that holds all shards at once. */
        public Builder allShards(String name, Handler.OnAllShards handler) {
            return begin(name, handler);
        }

        /** A command that waits for what others do. */
        public Builder waiting(String name, Handler.Waiting handler) {
            return begin(name, handler);
        }

        /** A command that frames transactions. */
        public Builder framing(String name, Handler.Framing handler) {
            return begin(name, handler);
        }

        /** A command that only leads to subcommands, and its HELP. */
        public Builder container(String name, String since, String summary) {
            begin(name, null)
                    .arity(Arity.atLeast(2))
                    .acl()
                    .doc(since, "Depends on subcommand.", summary);
            return this;
        }

        /** The HELP of a container. */
        public Builder help(String container, String since) {
            begin(container + " HELP", (Handler.OnSession) Help::reply)
                    .arity(Arity.exactly(2))
                    .flags(Flag.LOADING, Flag.STALE)
                    .doc(since, "O(1)", "Lists the subcommands.");
            return this;
        }

        /** How many arguments there must be, names counted. */
        public Builder arity(Arity arity) {
            draft().arity = arity;
            return this;
        }

        public Builder flags(Flag... flags) {
            draft().flags.addAll(Arrays.asList(flags));
            return this;
        }

        /** The ACL categories besides those that flags imply, in place of the group's. */
        public Builder acl(AclCategory... categories) {
            var set = EnumSet.noneOf(AclCategory.class);
            set.addAll(Arrays.asList(categories));
            draft().acl = Collections.unmodifiableSet(set);
            return this;
        }

        public Builder keys(KeySpec... specs) {
            draft().keys = List.of(specs);
            return this;
        }

        public Builder tips(String... tips) {
            draft().tips = List.of(tips);
            return this;
        }

        /** The arguments, in the language that {@link Syntax} reads. */
        public Builder syntax(String syntax) {
            draft().syntax = syntax;
            return this;
        }

        public Builder doc(String since, String complexity, String summary) {
            draft().doc = new Doc(since, complexity, summary, null);
            return this;
        }

        /** The command is kept for old clients only. */
        public Builder deprecated(String since, String replacement) {
            Doc doc = draft().doc;
            draft().doc =
                    new Doc(
                            doc.since(),
                            doc.complexity(),
                            doc.summary(),
                            new Doc.Deprecation(since, replacement));
            return this;
        }

        public Family build() {
            finish();
            return new Family(rows);
        }

        private Builder begin(String name, @Nullable Handler handler) {
            finish();
            draft = new Draft(name, group, handler);
            return this;
        }

        private void finish() {
            if (draft != null) {
                rows.add(draft.row());
                draft = null;
            }
        }

        private Draft draft() {
            if (draft == null) {
                throw new IllegalStateException("a row begins with its handler");
            }
            return draft;
        }
    }

    /** A row that is still being written. */
    private static final class Draft {
        private final String name;
        private final Group group;
        private final @Nullable Handler handler;
        private final Set<Flag> flags = EnumSet.noneOf(Flag.class);
        private Arity arity = Arity.atLeast(1);
        private @Nullable Set<AclCategory> acl;
        private List<KeySpec> keys = List.of();
        private List<String> tips = List.of();
        private String syntax = "";
        private Doc doc = new Doc("", "", "", null);

        private Draft(String name, Group group, @Nullable Handler handler) {
            this.name = name;
            this.group = group;
            this.handler = handler;
        }

        private Row row() {
            Set<Flag> all = Collections.unmodifiableSet(flags);
            return new Row(name, group, handler, arity, all, acl, keys, tips, syntax, doc);
        }
    }
}
