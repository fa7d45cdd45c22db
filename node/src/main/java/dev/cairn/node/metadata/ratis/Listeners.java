package dev.cairn.node.metadata.ratis;

import dev.cairn.node.metadata.MetaView;
import dev.cairn.node.metadata.MetadataLog.AppliedListener;
import dev.cairn.node.metadata.MetadataLog.RoleListener;
import dev.cairn.node.metadata.Role;

import java.util.ArrayList;
import java.util.List;

/**
 * Those who listen to a log, told one thing at a time; who comes late is told where things stand.
 */
final class Listeners {
    private final List<AppliedListener> appliedListeners = new ArrayList<>();
    private final List<RoleListener> roleListeners = new ArrayList<>();
    private MetaView view = MetaView.EMPTY;
    private Role role = new Role.Follower(null);

    synchronized void add(AppliedListener listener) {
        appliedListeners.add(listener);
        if (view.index() >= 0) {
            listener.applied(view);
        }
    }

    synchronized void add(RoleListener listener) {
        roleListeners.add(listener);
        listener.changed(role);
    }

    synchronized void applied(MetaView next) {
        view = next;
        appliedListeners.forEach(listener -> listener.applied(next));
    }

    /** A log that failed stays so. */
    synchronized void changed(Role next) {
        if (role instanceof Role.Failed || next.equals(role)) {
            return;
        }
        role = next;
        roleListeners.forEach(listener -> listener.changed(next));
    }

    synchronized Role role() {
        return role;
    }
}
