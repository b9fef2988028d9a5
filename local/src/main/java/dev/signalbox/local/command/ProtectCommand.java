package dev.signalbox.local.command;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;

import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.Repository;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.codecommit.CodeCommitClient;
import software.amazon.awssdk.services.codecommit.model.BranchDoesNotExistException;
import software.amazon.awssdk.services.codecommit.model.RepositoryDoesNotExistException;
import software.amazon.awssdk.services.ssm.SsmClient;

import dev.signalbox.local.LocalCloud;

@Command(name = "protect", mixinStandardHelpOptions = true,
        description = {"Makes pull requests into a branch need the approval of checks before they can be merged.",
            "It works on AWS, or on a local cloud: credentials, region and endpoint are taken from the environment and from profiles, "
                + "as the AWS CLI takes them. Asked again, it changes what is not as it is asked for: checks that are left out are "
                + "needed no more."},
        footer = {"", "Exit status: 0 the branch is protected as asked, 1 AWS refused something, 2 the request was wrong."})
final class ProtectCommand implements Callable<Integer> {

    private static final Pattern CHECK = Pattern.compile("[A-Za-z0-9_.-]{2,40}");
    private static final Pattern REPOSITORY = Pattern.compile("[A-Za-z0-9_.-]{1,100}");

    @Option(names = "--repository", paramLabel = "NAME", required = true, description = "The CodeCommit repository.")
    private String repository = "";

    @Option(names = "--branch", paramLabel = "NAME", required = true, description = "The branch that pull requests lead to.")
    private String branch = "";

    @Option(names = "--checks", paramLabel = "NAMES", split = ",",
            description = "Names of builds of the rules, separated by commas. Each must approve.")
    private @Nullable List<String> checks;

    @Option(names = "--remove", description = "Need no check any more.")
    private boolean remove;

    @Option(names = "--stack", paramLabel = "NAME", defaultValue = LocalCloud.STACK,
            description = "The deployed stack whose checks vote (default: ${DEFAULT-VALUE}).")
    private String stack = "";

    @Option(names = "--dry-run", description = "Say what would be changed, and change nothing.")
    private boolean dryRun;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        List<String> wanted = wanted();
        requireNames(wanted);
        try (AwsAccess aws = AwsAccess.of(System.getenv());
                CloudFormationClient cloudFormation = aws.client(CloudFormationClient.builder());
                CodeCommitClient codeCommit = aws.client(CodeCommitClient.builder());
                SsmClient ssm = aws.client(SsmClient.builder())) {
            protect(DeployedStack.read(cloudFormation, stack, aws.region()), codeCommit, ssm, aws.region(), wanted);
            return 0;
        } catch (AwsServiceException refused) {
            return failed("AWS refused: %s (%s)".formatted(
                    refused.awsErrorDetails().errorMessage(), refused.awsErrorDetails().errorCode()));
        } catch (SdkClientException unreachable) {
            String endpoint = System.getenv().getOrDefault("AWS_ENDPOINT_URL", "");
            return failed("AWS could not be asked%s: %s".formatted(endpoint.isEmpty() ? "" : " at " + endpoint, unreachable.getMessage()));
        }
    }

    private void protect(DeployedStack deployed, CodeCommitClient codeCommit, SsmClient ssm, String region, List<String> wanted) {
        VotingRole role = VotingRole.of(deployed.output("ChecksRoleArn"));
        requireRepository(codeCommit, region);
        Protection protection = new Protection(new ApprovalTemplates(codeCommit), role, repository);
        List<CheckTemplate> asked = wanted.stream().map(check -> new CheckTemplate(deployed.name(), branch, check)).toList();
        List<Protection.Step> steps = protection.plan(deployed.name(), branch, asked);
        List<String> doubts = new ArrayList<>();
        if (!asked.isEmpty()) {
            doubts.addAll(doubts(deployed, codeCommit, ssm, wanted));
            protection.countingChecks(asked.getFirst()).forEach(name -> doubts.add(
                    "The template '%s' takes approvals of anybody, so the checks' count for it, too. Give it an approval pool."
                            .formatted(name)));
        }
        if (!dryRun) {
            protection.carryOut(steps);
        }
        ProtectScreen screen = new ProtectScreen(Terminal.ofThisProcess(spec.commandLine().getOut()), dryRun);
        screen.steps(repository, branch, steps);
        screen.doubts(doubts);
        if (!wanted.isEmpty()) {
            screen.next(deployed.output("ProtectedBranchesPolicyArn"));
        }
    }

    private List<String> doubts(DeployedStack deployed, CodeCommitClient codeCommit, SsmClient ssm, List<String> wanted) {
        List<String> doubts = new ArrayList<>();
        try {
            codeCommit.getBranch(get -> get.repositoryName(repository).branchName(branch));
            new RulesOnBranch(codeCommit, ssm, deployed).read(repository, branch)
                    .ifPresentOrElse(reading -> doubts.addAll(new ChecksInRules(reading, branch).doubts(wanted)),
                            () -> doubts.add("You may not read the rules on %s: nobody looked whether they have these checks."
                                    .formatted(branch)));
        } catch (BranchDoesNotExistException _) {
            doubts.add("%s has no branch %s yet.".formatted(repository, branch));
        }
        if (!deployed.protects(branch)) {
            doubts.add("The policy below does not speak of %s%s. Deploy the stack with it in the parameter ProtectedBranches (now: %s)."
                    .formatted(Constants.R_HEADS, branch, deployed.parameters().getOrDefault("ProtectedBranches", "")));
        }
        return doubts;
    }

    private List<String> wanted() {
        if (remove == (checks != null)) {
            throw new WrongRequest(
                    remove ? "--remove and --checks cannot go together." : "Name the checks with --checks, or say --remove.");
        }
        return checks == null ? List.of() : checks.stream().map(String::strip).distinct().toList();
    }

    private void requireNames(List<String> wanted) {
        wanted.stream().filter(check -> !CHECK.matcher(check).matches()).findFirst().ifPresent(wrong -> {
            throw new WrongRequest("--checks: '%s' is no name of a check, which has 2 to 40 of A-Z a-z 0-9 _ . -".formatted(
                    Terminal.clean(wrong)));
        });
        if (!REPOSITORY.matcher(repository).matches()) {
            throw new WrongRequest("--repository: '%s' is no name of a repository.".formatted(Terminal.clean(repository)));
        }
        if (branch.startsWith(Constants.R_HEADS)) {
            throw new WrongRequest("--branch takes the name alone: " + Terminal.clean(branch.substring(Constants.R_HEADS.length())));
        }
        if (branch.length() > 256 || !Repository.isValidRefName(Constants.R_HEADS + branch)) {
            throw new WrongRequest("--branch: '%s' is no name of a branch.".formatted(Terminal.clean(branch)));
        }
    }

    private void requireRepository(CodeCommitClient codeCommit, String region) {
        try {
            codeCommit.getRepository(get -> get.repositoryName(repository));
        } catch (RepositoryDoesNotExistException _) {
            throw new WrongRequest("There is no repository %s in %s.".formatted(repository, region));
        }
    }

    private int failed(String message) {
        spec.commandLine().getErr().println("signalbox: " + Terminal.clean(message));
        return 1;
    }
}
