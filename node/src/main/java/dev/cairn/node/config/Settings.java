package dev.cairn.node.config;

import dev.cairn.protocol.resp.Refusal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** The live value of every setting. Any thread may read; changes are made all or none. */
public final class Settings {

    private final AtomicReferenceArray<Object> values;
    private final List<Watcher<?>> watchers = new CopyOnWriteArrayList<>();

    /** What to do when one setting has changed. */
    private record Watcher<T>(Setting<T> setting, Consumer<T> action) {}

    /** The most that some settings take on this node; guarded by this. */
    private final Map<Setting<?>, Long> ceilings = new HashMap<>();

    /** A setting and the value it shall take. */
    private record Assignment<T>(Setting<T> setting, T value) {}

    /** Every setting at its initial value. */
    public Settings() {
        var rows = SettingTable.rows();
        values = new AtomicReferenceArray<>(rows.size());
        rows.forEach(row -> values.set(row.number(), row.initial()));
    }

    /** The value of {@code setting}. */
    @SuppressWarnings("unchecked") // only Assignment and the constructor store, with matching types
    public <T> T get(Setting<T> setting) {
        return (T) values.getAcquire(setting.number());
    }

    /** Cuts the value of {@code setting}, now and whenever it changes, to what this node bears. */
    public synchronized void cutTo(long most, Setting<Long> setting) {
        ceilings.put(setting, most);
        store(new Assignment<>(setting, get(setting)));
    }

    /** The value of {@code setting} as CONFIG GET shows it. */
    public <T> String text(Setting<T> setting) {
        return setting.kind().format(get(setting));
    }

    /** Runs {@code action} with the new value whenever {@code setting} changes at run time. */
    public <T> void onChange(Setting<T> setting, Consumer<T> action) {
        watchers.add(new Watcher<>(setting, action));
    }

    /**
     * CONFIG SET: changes all of {@code wanted} or nothing.
     *
     * @throws dev.cairn.protocol.resp.Refused if a name is unknown or a value is not acceptable
     */
    public synchronized void change(Map<String, String> wanted) {
        var settings = new LinkedHashMap<String, Setting<?>>();
        wanted.keySet().forEach(name -> settings.put(name, changeable(name)));
        var assignments = new ArrayList<Assignment<?>>();
        for (var entry : wanted.entrySet()) {
            Setting<?> setting = Objects.requireNonNull(settings.get(entry.getKey()));
            try {
                assignments.add(assignment(setting, List.of(entry.getValue())));
            } catch (InvalidSetting invalid) {
                throw Refusal.CONFIG_SET_FAILED.with(entry.getKey(), invalid.reason());
            }
        }
        assignments.forEach(this::apply);
    }

    /** Gives settings their values before the start, whatever may change later. */
    synchronized void start(Setting<?> setting, List<String> words) throws InvalidSetting {
        store(assignment(setting, words));
    }

    /** The settings that any of {@code names} accepts, and their values, by name. */
    public Map<String, String> matching(Predicate<String> names) {
        var found = new LinkedHashMap<String, String>();
        for (Setting<?> row : SettingTable.rows()) {
            if (names.test(row.name())) {
                found.put(row.name(), text(row));
            }
            String alias = row.alias();
            if (alias != null && names.test(alias)) {
                found.put(alias, text(row));
            }
        }
        return found;
    }

    private static Setting<?> changeable(String name) {
        Setting<?> setting = SettingTable.find(name);
        if (setting == null) {
            throw Refusal.CONFIG_SET_UNKNOWN.with(name);
        }
        String reason =
                switch (setting.change()) {
                    case AT_RUNTIME -> null;
                    case AT_START -> "can't set immutable config";
                    case PROTECTED -> "can't set protected config";
                };
        if (reason != null) {
            throw Refusal.CONFIG_SET_FAILED.with(name, reason);
        }
        return setting;
    }

    private <T> Assignment<T> assignment(Setting<T> setting, List<String> words)
            throws InvalidSetting {
        T value = setting.parse(words);
        if (value instanceof OutputLimits limits) {
            @SuppressWarnings("unchecked") // T is OutputLimits here
            T merged = (T) ((OutputLimits) get(setting)).with(limits);
            value = merged;
        }
        return new Assignment<>(setting, value);
    }

    private <T> void store(Assignment<T> assignment) {
        Long most = ceilings.get(assignment.setting);
        boolean isTooMuch = most != null && assignment.value instanceof Long value && value > most;
        values.setRelease(assignment.setting.number(), isTooMuch ? most : assignment.value);
    }

    private <T> void apply(Assignment<T> assignment) {
        store(assignment);
        for (Watcher<?> watcher : watchers) {
            if (watcher.setting.equals(assignment.setting)) {
                tell(watcher, assignment.setting);
            }
        }
    }

    private <T> void tell(Watcher<T> watcher, Setting<?> changed) {
        if (watcher.setting.equals(changed)) {
            watcher.action.accept(get(watcher.setting));
        }
    }
}
