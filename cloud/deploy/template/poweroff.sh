#!/bin/sh
# The machine's orderly end: as `poweroff`, and when its power button is pressed.
kill -TERM 1
