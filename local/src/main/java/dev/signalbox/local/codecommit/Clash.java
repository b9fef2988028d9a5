package dev.signalbox.local.codecommit;

import java.io.IOException;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

import org.eclipse.jgit.diff.RawText;
import org.eclipse.jgit.diff.RawTextComparator;
import org.eclipse.jgit.errors.BinaryBlobException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.merge.ContentMergeStrategy;
import org.eclipse.jgit.merge.MergeAlgorithm;
import org.eclipse.jgit.merge.MergeChunk;
import org.eclipse.jgit.merge.MergeResult;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.codecommit.model.ChangeTypeEnum;
import software.amazon.awssdk.services.codecommit.model.ConflictMetadata;
import software.amazon.awssdk.services.codecommit.model.FileModeTypeEnum;
import software.amazon.awssdk.services.codecommit.model.FileModes;
import software.amazon.awssdk.services.codecommit.model.FileSizes;
import software.amazon.awssdk.services.codecommit.model.IsBinaryFile;
import software.amazon.awssdk.services.codecommit.model.MergeOperations;
import software.amazon.awssdk.services.codecommit.model.ObjectTypeEnum;
import software.amazon.awssdk.services.codecommit.model.ObjectTypes;

/** What the three commits of a merge have at a path; it clashes when both sides changed it, each in its own way. */
record Clash(String path, Side base, Side source, Side destination) {

    /** What one commit has at the path; the mode is {@link FileMode#MISSING} for nothing. */
    record Side(FileMode mode, ObjectId id) {

        private static final Side NONE = new Side(FileMode.MISSING, ObjectId.zeroId());

        boolean folder() {
            return mode == FileMode.TREE;
        }

        boolean missing() {
            return mode == FileMode.MISSING;
        }

        boolean regular() {
            return mode == FileMode.REGULAR_FILE || mode == FileMode.EXECUTABLE_FILE;
        }

        private Side plain() {
            return new Side(FileMode.REGULAR_FILE, id);
        }

        private boolean blob() {
            return regular() || mode == FileMode.SYMLINK;
        }

        private @Nullable ObjectTypeEnum type() {
            return missing() ? null : folder() ? ObjectTypeEnum.DIRECTORY : mode == FileMode.GITLINK ? ObjectTypeEnum.GIT_LINK
                    : mode == FileMode.SYMLINK ? ObjectTypeEnum.SYMBOLIC_LINK : ObjectTypeEnum.FILE;
        }

        private @Nullable FileModeTypeEnum fileMode() {
            return blob() ? FileOperations.mode(mode) : null;
        }

        private @Nullable Long size(ObjectReader reader) throws IOException {
            return blob() ? reader.getObjectSize(id, Constants.OBJ_BLOB) : null;
        }

        private @Nullable Boolean binary(ObjectReader reader) throws IOException {
            if (!blob()) {
                return null;
            }
            try (var content = reader.open(id, Constants.OBJ_BLOB).openStream()) {
                return RawText.isBinary(content);
            }
        }

        private RawText text(ObjectReader reader) throws IOException, BinaryBlobException {
            return RawText.load(reader.open(id, Constants.OBJ_BLOB), FileOperations.LARGEST_FILE);
        }
    }

    Stream<Side> sides() {
        return Stream.of(base, source, destination);
    }

    /** What becomes of the path when one side at most changed it, or both did the same. */
    Optional<Side> unopposed() {
        return source.equals(destination) || base.equals(source) ? Optional.of(destination)
                : base.equals(destination) ? Optional.of(source) : Optional.empty();
    }

    /** As if there were nothing else than such sides. */
    Clash only(Predicate<Side> such) {
        return new Clash(path, only(base, such), only(source, such), only(destination, such));
    }

    private static Side only(Side side, Predicate<Side> such) {
        return such.test(side) ? side : Side.NONE;
    }

    /** The merged file where one side at most changed a file's content, and the clash is about its mode. */
    Optional<Side> content() {
        return sides().allMatch(Side::regular)
                ? new Clash(path, base.plain(), source.plain(), destination.plain()).unopposed()
                        .map(side -> new Side(mergedMode(), side.id()))
                : Optional.empty();
    }

    /**
     * The lines of all sides together; empty unless each is a text of at most 6 MB.
     *
     * @param where lines clash: CONFLICT keeps the clash, OURS takes the source's, THEIRS the destination's
     */
    Optional<MergeResult<RawText>> lines(ObjectReader reader, ContentMergeStrategy where) throws IOException {
        if (!sides().allMatch(Side::regular)) {
            return Optional.empty();
        }
        MergeAlgorithm algorithm = new MergeAlgorithm();
        algorithm.setContentMergeStrategy(where);
        try {
            return Optional.of(algorithm.merge(RawTextComparator.DEFAULT,
                    base.text(reader), source.text(reader), destination.text(reader)));
        } catch (BinaryBlobException _) {
            return Optional.empty();
        }
    }

    /** The mode of regular files merged: of two modes one is the base's, and the other one was chosen anew. */
    FileMode mergedMode() {
        return source.mode() == base.mode() ? destination.mode() : source.mode();
    }

    /** As AWS tells of it. Hunks that clash are counted where lines are looked at; else the content counts once. */
    ConflictMetadata metadata(ObjectReader reader, boolean byLines) throws IOException {
        boolean types = !source.missing() && !destination.missing() && source.type() != destination.type();
        boolean modes = source.regular() && destination.regular() && allDiffer(Side::mode);
        boolean content = !types && (allDiffer(Side::id) || !modes);
        int hunks = byLines ? lines(reader, ContentMergeStrategy.CONFLICT).map(Clash::hunks).orElse(1) : 1;
        return ConflictMetadata.builder().filePath(path)
                .fileSizes(FileSizes.builder().source(source.size(reader)).destination(destination.size(reader)).base(base.size(reader))
                        .build())
                .fileModes(FileModes.builder().source(source.fileMode()).destination(destination.fileMode()).base(base.fileMode())
                        .build())
                .objectTypes(ObjectTypes.builder().source(source.type()).destination(destination.type()).base(base.type()).build())
                .isBinaryFile(IsBinaryFile.builder().source(source.binary(reader)).destination(destination.binary(reader))
                        .base(base.binary(reader)).build())
                .contentConflict(content).fileModeConflict(modes).objectTypeConflict(types)
                .numberOfConflicts((content ? hunks : 0) + (modes ? 1 : 0) + (types ? 1 : 0))
                .mergeOperations(MergeOperations.builder().source(change(source)).destination(change(destination)).build()).build();
    }

    private boolean allDiffer(Function<Side, ?> of) {
        return sides().map(of).distinct().count() == 3;
    }

    private ChangeTypeEnum change(Side side) {
        return side.missing() ? ChangeTypeEnum.D : base.missing() ? ChangeTypeEnum.A : ChangeTypeEnum.M;
    }

    private static int hunks(MergeResult<RawText> merged) {
        int hunks = 0;
        for (MergeChunk chunk : merged) {
            hunks += chunk.getConflictState() == MergeChunk.ConflictState.FIRST_CONFLICTING_RANGE ? 1 : 0;
        }
        return hunks;
    }
}
