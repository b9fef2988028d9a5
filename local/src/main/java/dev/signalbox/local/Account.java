package dev.signalbox.local;

/**
 * The account that the local cloud stands for.
 *
 * @param id twelve digits
 * @param region such as {@code us-east-1}
 */
public record Account(String id, String region) {

    /** The ARN of a regional resource: {@code arn:aws:SERVICE:REGION:ACCOUNT:RESOURCE}. */
    public String arn(String service, String resource) {
        return "arn:aws:%s:%s:%s:%s".formatted(service, region, id, resource);
    }
}
