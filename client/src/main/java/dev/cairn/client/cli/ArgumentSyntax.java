package dev.cairn.client.cli;

import dev.cairn.client.call.Decode;
import dev.cairn.protocol.resp.Reply;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes the arguments that COMMAND DOCS tells of in the usual notation: {@code key [NX|XX]}. */
final class ArgumentSyntax {

    private ArgumentSyntax() {}

    /** The notation of a list of arguments. */
    static String of(Reply arguments) {
        return join(arguments, " ");
    }

    /** What is left of a syntax when {@code given} arguments have been typed. */
    static String after(String syntax, int given) {
        int at = 0;
        for (int i = 0; i < given && at < syntax.length(); i++) {
            if (syntax.charAt(at) == '[') {
                return syntax.substring(at); // from the first optional one on all stay possible
            }
            int space = syntax.indexOf(' ', at);
            at = space < 0 ? syntax.length() : space + 1;
        }
        return syntax.substring(at);
    }

    private static String join(Reply arguments, String separator) {
        List<Reply> all = Decode.elements(arguments);
        return all.stream()
                .map(Decode.map(Decode::raw))
                .map(ArgumentSyntax::one)
                .collect(Collectors.joining(separator));
    }

    private static String one(Map<String, Reply> argument) {
        String once = token(argument) + value(argument);
        boolean repeated = flags(argument).contains("multiple");
        boolean tokenRepeated = flags(argument).contains("multiple_token");
        String again = tokenRepeated ? once : value(argument);
        String all = repeated ? once + " [" + again + " ...]" : once;
        return flags(argument).contains("optional") ? "[" + all + "]" : all;
    }

    private static String token(Map<String, Reply> argument) {
        String token = text(argument, "token");
        boolean pure = text(argument, "type").equals("pure-token");
        return token.isEmpty() || pure ? token : token + " ";
    }

    private static String value(Map<String, Reply> argument) {
        Reply inner = argument.get("arguments");
        return switch (text(argument, "type")) {
            case "pure-token" -> "";
            case "oneof" -> inner == null ? "" : choice(argument, inner);
            case "block" -> inner == null ? "" : join(inner, " ");
            default -> name(argument);
        };
    }

    private static String choice(Map<String, Reply> argument, Reply inner) {
        String choices = join(inner, "|");
        return flags(argument).contains("optional") ? choices : "<" + choices + ">";
    }

    private static String name(Map<String, Reply> argument) {
        String shown = text(argument, "display_text");
        return shown.isEmpty() ? text(argument, "name") : shown;
    }

    private static List<String> flags(Map<String, Reply> argument) {
        Reply flags = argument.get("flags");
        return flags == null ? List.of() : Decode.list(Decode::text).apply(flags);
    }

    private static String text(Map<String, Reply> argument, String name) {
        Reply value = argument.get(name);
        return value == null ? "" : Decode.text(value);
    }
}
