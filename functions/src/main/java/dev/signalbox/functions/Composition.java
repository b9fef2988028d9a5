package dev.signalbox.functions;

import java.time.Clock;

import software.amazon.awssdk.services.codebuild.CodeBuildClient;
import software.amazon.awssdk.services.codecommit.CodeCommitClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sqs.SqsClient;

import dev.signalbox.aws.Clients;
import dev.signalbox.aws.CodeBuildBuilds;
import dev.signalbox.aws.CodeBuildReports;
import dev.signalbox.aws.CodeCommitRepositories;
import dev.signalbox.aws.DynamoRunRecords;
import dev.signalbox.aws.DynamoVerdicts;
import dev.signalbox.aws.SqsUndelivered;
import dev.signalbox.aws.StepFunctionsExecutions;
import dev.signalbox.aws.StepFunctionsRunHistory;
import dev.signalbox.run.Dispatcher;

/** The composition root: what the functions are made of when deployed. */
final class Composition {

    private Composition() {
    }

    static Conclude conclude(Config config) {
        Clients clients = new Clients(config.region());
        Clock clock = Clock.systemUTC();
        CodeBuildClient codeBuild = clients.of(CodeBuildClient.builder());
        return new Conclude(
                new CodeBuildBuilds(codeBuild), new CodeBuildReports(codeBuild),
                new StepFunctionsRunHistory(clients.of(SfnClient.builder())),
                new DynamoVerdicts(clients.of(DynamoDbClient.builder()), config.runsTable(), clock),
                new ConcludeMeter(), clock, config.stackName());
    }

    static Route route(Config config) {
        Clients clients = new Clients(config.region());
        Dispatcher dispatcher = new Dispatcher(
                new CodeCommitRepositories(clients.of(CodeCommitClient.builder())),
                new DynamoRunRecords(clients.of(DynamoDbClient.builder()), config.runsTable()),
                new StepFunctionsExecutions(clients.of(SfnClient.builder()), config.runStateMachine()),
                Clock.systemUTC(), config.defaultProject(), config.runStateMachine());
        SqsUndelivered undelivered = new SqsUndelivered(clients.of(SqsClient.builder()), config.undeliveredQueue());
        return new Route(dispatcher, undelivered, DecisionLog.STRUCTURED);
    }
}
