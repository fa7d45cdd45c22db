package dev.cairn.client.cli;

import org.jline.reader.Highlighter;
import org.jline.reader.LineReader;
import org.jline.utils.AttributedString;

import java.util.function.Supplier;

/**
 * Leaves the line as it is and shows after it what may follow; called whenever the line changes.
 */
final class HintingHighlighter implements Highlighter {

    private final Supplier<CommandDocs> docs;

    HintingHighlighter(Supplier<CommandDocs> docs) {
        this.docs = docs;
    }

    @Override
    public AttributedString highlight(LineReader reader, String buffer) {
        reader.setTailTip(docs.get().hint(buffer));
        return new AttributedString(buffer);
    }
}
