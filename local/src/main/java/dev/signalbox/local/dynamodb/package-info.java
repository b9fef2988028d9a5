/** DynamoDB: AWS's own DynamoDB Local, in memory, with the template's tables. */
@NullMarked
package dev.signalbox.local.dynamodb;

import org.jspecify.annotations.NullMarked;
