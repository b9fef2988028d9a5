echo "deploying ${SIGNALBOX_COMMIT} to $1"
