package dev.signalbox.local.codecommit;

import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.transport.ReceiveCommand;
import org.eclipse.jgit.transport.ReceivePack;

import dev.signalbox.local.front.AccessDenied;
import dev.signalbox.local.front.Caller;
import dev.signalbox.local.front.Gate;
import dev.signalbox.local.front.Permission;

/**
 * A push: each ref that it changes is allowed or refused by itself ({@code codecommit:GitPush} with the condition key
 * {@code codecommit:References}), and the client's terminal shows the reason beside the refused ones. With {@code --atomic} one
 * refused ref refuses all.
 */
final class Push extends ReceivePack {

    private final BareRepository repository;
    private final Refs refs;
    private final Caller caller;

    Push(BareRepository repository, Refs refs, Caller caller, Gate gate, Permission permission) {
        super(repository.git());
        this.repository = repository;
        this.refs = refs;
        this.caller = caller;
        setBiDirectionalPipe(false);
        setPreReceiveHook((_, commands) -> commands.forEach(command -> {
            if (!Refs.canKeep(command.getRefName())) {
                command.setResult(ReceiveCommand.Result.REJECTED_OTHER_REASON, Refs.LOCALE_LACKS);
                return;
            }
            try {
                gate.check(caller, permission.with("codecommit:References", command.getRefName()));
            } catch (AccessDenied denied) {
                command.setResult(ReceiveCommand.Result.REJECTED_OTHER_REASON, denied.awsErrorDetails().errorMessage());
            }
        }));
    }

    @Override
    protected void executeCommands() {
        refs.change(repository, caller, () -> {
            keepDefaultBranch();
            super.executeCommands();
            return filterCommands(ReceiveCommand.Result.OK).stream().map(Push::change).toList();
        });
    }

    private void keepDefaultBranch() {
        repository.defaultBranch().ifPresent(ref -> filterCommands(ReceiveCommand.Result.NOT_ATTEMPTED).stream()
                .filter(command -> command.getType() == ReceiveCommand.Type.DELETE && command.getRefName().equals(ref))
                .forEach(command -> command.setResult(ReceiveCommand.Result.REJECTED_OTHER_REASON,
                        "the default branch cannot be deleted; first set another branch as the default branch")));
    }

    private static RefChange change(ReceiveCommand done) {
        return new RefChange(done.getRefName(),
                done.getOldId().equals(ObjectId.zeroId()) ? null : done.getOldId(),
                done.getNewId().equals(ObjectId.zeroId()) ? null : done.getNewId(), null);
    }
}
