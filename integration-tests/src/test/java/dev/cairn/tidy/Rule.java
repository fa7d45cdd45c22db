package dev.cairn.tidy;

import java.util.ArrayList;
import java.util.List;

/** One rule of the house style: its sentence and its check of one source. */
record Rule(String sentence, Check check) {

    /** Looks at one source and reports every breach. */
    interface Check {
        void visit(Source source, Breaches into);
    }

    /** The breaches found so far, each a place and what is wrong there. */
    record Breaches(List<String> found) {
        void add(Source source, int line, String wrong) {
            found.add(source.path() + ":" + line + ": " + wrong);
        }
    }

    List<String> breaches(List<Source> sources) {
        var breaches = new Breaches(new ArrayList<>());
        sources.forEach(source -> check.visit(source, breaches));
        return breaches.found();
    }

    @Override
    public String toString() {
        return sentence;
    }
}
