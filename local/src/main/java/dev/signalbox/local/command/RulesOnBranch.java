package dev.signalbox.local.command;

import java.util.Optional;

import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.codecommit.CodeCommitClient;
import software.amazon.awssdk.services.codecommit.model.FileDoesNotExistException;
import software.amazon.awssdk.services.codecommit.model.FileTooLargeException;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.model.ParameterNotFoundException;

import dev.signalbox.rules.Account;
import dev.signalbox.rules.Reading;
import dev.signalbox.rules.Rules;
import dev.signalbox.rules.RulesReader;

/** Reads the rules of a branch as the deployed stack reads them, the account's layer included. */
final class RulesOnBranch {

    private final CodeCommitClient codeCommit;
    private final SsmClient ssm;
    private final DeployedStack stack;

    RulesOnBranch(CodeCommitClient codeCommit, SsmClient ssm, DeployedStack stack) {
        this.codeCommit = codeCommit;
        this.ssm = ssm;
        this.stack = stack;
    }

    /** The rules; empty when the caller may not read them. */
    Optional<Reading> read(String repository, String branch) {
        try {
            RulesReader reader = new RulesReader(new Account(layer(), stack.parameters().getOrDefault("SecretsPrefix", ""),
                    stack.outputs().getOrDefault("DefaultProjectName", "")));
            Optional<byte[]> file = file(repository, branch, RulesReader.FILE);
            if (file.isPresent()) {
                return file.map(reader::read);
            }
            return Optional.of(file(repository, branch, Rules.BUILDSPEC).isPresent() ? reader.standard() : new Reading.Nothing());
        } catch (FileTooLargeException _) {
            return Optional.of(RulesReader.tooLarge());
        } catch (AwsServiceException refused) {
            if (refused.awsErrorDetails().errorCode().startsWith("AccessDenied")) {
                return Optional.empty();
            }
            throw refused;
        }
    }

    private Optional<byte[]> file(String repository, String branch, String path) {
        try {
            return Optional.of(codeCommit.getFile(get -> get.repositoryName(repository)
                    .commitSpecifier("refs/heads/" + branch).filePath(path)).fileContent().asByteArray());
        } catch (FileDoesNotExistException _) {
            return Optional.empty();
        }
    }

    private String layer() {
        try {
            return ssm.getParameter(get -> get.name("/" + stack.name() + "/rules")).parameter().value();
        } catch (ParameterNotFoundException _) {
            return "";
        }
    }
}
