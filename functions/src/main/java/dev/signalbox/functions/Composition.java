package dev.signalbox.functions;

import java.time.Clock;

import software.amazon.awssdk.services.codebuild.CodeBuildClient;
import software.amazon.awssdk.services.codecommit.CodeCommitClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.scheduler.SchedulerClient;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sts.StsClient;

import dev.signalbox.aws.Clients;
import dev.signalbox.aws.CodeBuildBuilds;
import dev.signalbox.aws.CodeBuildReports;
import dev.signalbox.aws.CodeCommitMergeResults;
import dev.signalbox.aws.CodeCommitPullRequests;
import dev.signalbox.aws.CodeCommitRepositories;
import dev.signalbox.aws.CodeCommitVoice;
import dev.signalbox.aws.DynamoBoards;
import dev.signalbox.aws.DynamoLastSlots;
import dev.signalbox.aws.DynamoReferences;
import dev.signalbox.aws.DynamoRunRecords;
import dev.signalbox.aws.DynamoTurns;
import dev.signalbox.aws.DynamoVerdicts;
import dev.signalbox.aws.SchedulerSchedules;
import dev.signalbox.aws.Sessions;
import dev.signalbox.aws.SqsUndelivered;
import dev.signalbox.aws.SsmAccountRules;
import dev.signalbox.aws.StepFunctionsExecutions;
import dev.signalbox.aws.StepFunctionsRunHistory;
import dev.signalbox.pullrequest.Noticeboard;
import dev.signalbox.pullrequest.PullRequests;
import dev.signalbox.rules.Account;
import dev.signalbox.run.AccountRules;
import dev.signalbox.run.Commands;
import dev.signalbox.run.Dispatcher;
import dev.signalbox.run.Ends;
import dev.signalbox.run.Executions;
import dev.signalbox.run.MergeResults;
import dev.signalbox.run.MergedExecutions;
import dev.signalbox.run.Places;
import dev.signalbox.run.Planning;
import dev.signalbox.run.PullRequestRuns;
import dev.signalbox.run.Starts;
import dev.signalbox.run.Turns;

/** The composition root: what the functions are made of when deployed. */
final class Composition {

    private Composition() {
    }

    static Conclude conclude(Config config) {
        Clients clients = new Clients(config.region());
        Clock clock = Clock.systemUTC();
        CodeBuildClient codeBuild = clients.of(CodeBuildClient.builder());
        DynamoDbClient dynamo = clients.of(DynamoDbClient.builder());
        CodeCommitClient codeCommit = clients.of(CodeCommitClient.builder());
        return new Conclude(
                new CodeBuildBuilds(codeBuild), new CodeBuildReports(codeBuild),
                new StepFunctionsRunHistory(clients.of(SfnClient.builder())),
                new DynamoVerdicts(dynamo, config.runsTable(), clock),
                new ToldOnPullRequest(noticeboard(config, clients, dynamo, codeCommit), new CodeCommitMergeResults(codeCommit)),
                new ConcludeMeter(), clock, config.stackName());
    }

    static Noticeboard noticeboard(Config config) {
        Clients clients = new Clients(config.region());
        return noticeboard(config, clients, clients.of(DynamoDbClient.builder()), clients.of(CodeCommitClient.builder()));
    }

    private static Noticeboard noticeboard(Config config, Clients clients, DynamoDbClient dynamo, CodeCommitClient codeCommit) {
        return noticeboard(config, dynamo, voice(config, clients), new CodeCommitPullRequests(codeCommit));
    }

    private static Noticeboard noticeboard(Config config, DynamoDbClient dynamo, CodeCommitVoice voice, PullRequests pullRequests) {
        return new Noticeboard(new DynamoBoards(dynamo, config.runsTable(), Clock.systemUTC()), voice, pullRequests);
    }

    private static CodeCommitVoice voice(Config config, Clients clients) {
        return new CodeCommitVoice(new Sessions(() -> clients.of(StsClient.builder()), config.checksRole(),
                credentials -> clients.of(CodeCommitClient.builder(), credentials), Clock.systemUTC()));
    }

    static Route route(Config config) {
        Clients clients = new Clients(config.region());
        CodeCommitClient codeCommit = clients.of(CodeCommitClient.builder());
        CodeCommitRepositories repositories = new CodeCommitRepositories(codeCommit);
        DynamoDbClient dynamo = clients.of(DynamoDbClient.builder());
        Clock clock = Clock.systemUTC();
        DynamoLastSlots lastSlots = new DynamoLastSlots(dynamo, config.runsTable(), clock);
        MergeResults mergeResults = new CodeCommitMergeResults(codeCommit);
        Executions executions = new MergedExecutions(
                new StepFunctionsExecutions(clients.of(SfnClient.builder()), config.runStateMachine()), mergeResults);
        String secretsPrefix = config.secretsPrefix();
        String project = config.defaultProject();
        AccountRules accountRules = new SsmAccountRules(clients.calls("ssm", "AmazonSSM"), config.accountRulesParameter());
        CodeCommitVoice voice = voice(config, clients);
        PullRequests pullRequests = new CodeCommitPullRequests(codeCommit);
        Noticeboard noticeboard = noticeboard(config, dynamo, voice, pullRequests);
        Planning planning = new Planning(repositories, mergeResults, pullRequests, voice, lastSlots,
                () -> new Account(accountRules.text().orElse(""), secretsPrefix, project),
                new Planning.Projects(project, config.pullRequestProject()),
                new Places(config.artifactsBucket(), config.artifactsKey()));
        Turns turns = new Turns(new DynamoTurns(dynamo, config.runsTable(), clock), executions);
        DynamoReferences references = new DynamoReferences(dynamo, config.runsTable(), clock);
        Starts starts = new Starts(new DynamoRunRecords(dynamo, config.runsTable()), references, turns, executions, clock);
        PullRequestRuns runs = new PullRequestRuns(pullRequests, noticeboard, planning, starts, references, turns, executions, clock);
        Dispatcher dispatcher = new Dispatcher(planning, starts,
                new Ends(starts, references, turns, executions, repositories, config.runStateMachine()), runs,
                new Commands(pullRequests, noticeboard, voice, runs, planning),
                new SchedulerSchedules(clients.of(SchedulerClient.builder()), config.scheduleGroup(), config.routeFunction(),
                        config.scheduleRole(), config.undeliveredQueueArn()), lastSlots, repositories);
        SqsUndelivered undelivered = new SqsUndelivered(clients.of(SqsClient.builder()), config.undeliveredQueue());
        return new Route(dispatcher, undelivered, DecisionLog.STRUCTURED);
    }
}
