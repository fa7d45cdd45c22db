package dev.cairn.client.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** What to tell a human about a file that cannot be used. */
final class FileFault {

    private FileFault() {}

    /** What went wrong, with the file's name where it is known. */
    static String sentence(IOException e) {
        if (e instanceof LoadSource.Unreadable unreadable) {
            return unreadable.reason();
        }
        if (e instanceof AccessDeniedException denied) {
            return denied.getFile() + ": permission denied";
        }
        if (e instanceof NoSuchFileException missing) {
            return missing.getFile() + ": no such file or directory";
        }
        if (e instanceof FileSystemException fault && fault.getReason() != null) {
            return fault.getFile() + ": " + fault.getReason();
        }
        String message = e.getMessage();
        return message == null ? e.getClass().getSimpleName() : message;
    }
}
