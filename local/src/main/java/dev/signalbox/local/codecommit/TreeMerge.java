package dev.signalbox.local.codecommit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.eclipse.jgit.diff.RawText;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheBuilder;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.merge.ContentMergeStrategy;
import org.eclipse.jgit.merge.MergeFormatter;
import org.eclipse.jgit.merge.MergeResult;
import org.eclipse.jgit.treewalk.NameConflictTreeWalk;

/** A three-way merge of trees: what becomes of each path, and which paths clash. Files are known by their path: renames are not seen. */
final class TreeMerge {

    /** A path of the merged tree. */
    private sealed interface Part {
        String path();
    }

    /** One side's file or whole folder. */
    private record Taken(String path, Clash.Side side) implements Part { }

    /** A text that both sides changed. */
    private record Mixed(String path, FileMode mode, MergeResult<RawText> lines) implements Part { }

    private static final int BASE = 0;
    private static final int SOURCE = 1;
    private static final int DESTINATION = 2;

    private final ObjectReader reader;
    private final ConflictRules rules;
    private final List<Part> parts = new ArrayList<>();
    private final List<Clash> clashes = new ArrayList<>();

    /** Merges three trees; the reader must stay open while the result is used. */
    TreeMerge(ObjectReader reader, ConflictRules rules, ObjectId base, ObjectId source, ObjectId destination) throws IOException {
        this.reader = reader;
        this.rules = rules;
        try (NameConflictTreeWalk walk = new NameConflictTreeWalk(reader)) {
            walk.addTree(base);
            walk.addTree(source);
            walk.addTree(destination);
            while (walk.next()) {
                merge(walk);
            }
        }
    }

    /** The paths that stand in the way; none: it merges. */
    List<Clash> clashes() {
        return clashes;
    }

    /** Writes the merged tree; only when nothing clashes. */
    ObjectId write(ObjectInserter inserter) throws IOException {
        DirCache index = DirCache.newInCore();
        DirCacheBuilder builder = index.builder();
        for (Part part : parts) {
            switch (part) {
                case Taken(String path, Clash.Side side) when side.mode() == FileMode.TREE ->
                    builder.addTree(Constants.encode(path), DirCacheEntry.STAGE_0, reader, side.id());
                case Taken(String path, Clash.Side side) -> builder.add(entry(path, side.mode(), side.id()));
                case Mixed(String path, FileMode mode, MergeResult<RawText> lines) ->
                    builder.add(entry(path, mode, inserter.insert(Constants.OBJ_BLOB, text(lines))));
            }
        }
        builder.finish();
        return index.writeTree(inserter);
    }

    private void merge(NameConflictTreeWalk walk) throws IOException {
        Clash all = new Clash(walk.getPathString(), side(walk, BASE), side(walk, SOURCE), side(walk, DESTINATION));
        Optional<Clash.Side> whole = all.unopposed();
        if (whole.isPresent()) {
            take(all.path(), whole.get());
        } else if (all.sides().noneMatch(Clash.Side::folder)) {
            settle(all);
        } else {
            mergeFolders(walk, all);
        }
    }

    /** Files of the name must give way to its folders, or the other way round. */
    private void mergeFolders(NameConflictTreeWalk walk, Clash all) throws IOException {
        Optional<Clash.Side> file = all.only(side -> !side.folder()).unopposed();
        if (file.filter(Clash.Side::missing).isPresent()) {
            walk.enterSubtree();
        } else if (file.isPresent() && all.only(Clash.Side::folder).unopposed().filter(Clash.Side::missing).isPresent()) {
            take(all.path(), file.get());
        } else {
            settle(all);
        }
    }

    private void settle(Clash clash) throws IOException {
        Optional<Clash.Side> content = rules.byLines() ? clash.content() : Optional.empty();
        if (content.isPresent()) {
            take(clash.path(), content.get());
            return;
        }
        ContentMergeStrategy where = switch (rules.strategy()) {
            case ACCEPT_SOURCE -> ContentMergeStrategy.OURS;
            case ACCEPT_DESTINATION -> ContentMergeStrategy.THEIRS;
            case NONE, AUTOMERGE, UNKNOWN_TO_SDK_VERSION -> ContentMergeStrategy.CONFLICT;
        };
        Optional<MergeResult<RawText>> lines = rules.byLines() ? clash.lines(reader, where) : Optional.empty();
        if (lines.isPresent() && !lines.get().containsConflicts()) {
            parts.add(new Mixed(clash.path(), clash.mergedMode(), lines.get()));
            return;
        }
        switch (where) {
            case OURS -> take(clash.path(), clash.source());
            case THEIRS -> take(clash.path(), clash.destination());
            case CONFLICT, UNION -> clashes.add(clash);
        }
    }

    private void take(String path, Clash.Side side) {
        if (!side.missing()) {
            parts.add(new Taken(path, side));
        }
    }

    private static Clash.Side side(NameConflictTreeWalk walk, int side) {
        return new Clash.Side(walk.getFileMode(side), walk.getObjectId(side));
    }

    private static DirCacheEntry entry(String path, FileMode mode, ObjectId id) {
        DirCacheEntry entry = new DirCacheEntry(Constants.encode(path));
        entry.setFileMode(mode);
        entry.setObjectId(id);
        return entry;
    }

    private static byte[] text(MergeResult<RawText> lines) throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        new MergeFormatter().formatMerge(text, lines, List.of("base", "source", "destination"), StandardCharsets.UTF_8);
        return text.toByteArray();
    }
}
