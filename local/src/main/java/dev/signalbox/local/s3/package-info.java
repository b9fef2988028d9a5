/** S3: buckets as folders, objects as files. */
@NullMarked
package dev.signalbox.local.s3;

import org.jspecify.annotations.NullMarked;
