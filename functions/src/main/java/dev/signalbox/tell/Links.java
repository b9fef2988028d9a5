package dev.signalbox.tell;

/** Links into AWS's console. */
final class Links {

    private Links() {
    }

    /** The page of an execution, in the console of its partition and region. */
    static String execution(String arn) {
        String[] parts = arn.split(":", 5);
        String partition = parts.length > 3 ? parts[1] : "aws";
        String region = parts.length > 3 ? parts[3] : "us-east-1";
        String domain = switch (partition) {
            case "aws-cn" -> "console.amazonaws.cn";
            case "aws-us-gov" -> "console.amazonaws-us-gov.com";
            default -> "console.aws.amazon.com";
        };
        return "https://" + region + "." + domain + "/states/home?region=" + region + "#/v2/executions/details/" + arn;
    }
}
