"""The fake EC2 against Amazon's own clients: botocore, and the command aws."""
import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.request

import botocore.session
from botocore.config import Config
from botocore.exceptions import ClientError

FAKE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../support/cloud/fake_ec2.mjs")
REGION = "eu-west-1"


class Fake:
    def __init__(self, *options):
        self.process = subprocess.Popen(["node", FAKE, *options], stdout=subprocess.PIPE, text=True)
        self.url = self.process.stdout.readline().split()[-1]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()

    def post(self, path, value):
        data = json.dumps(value).encode()
        request = urllib.request.Request(f"{self.url}/fake/{path}", data=data, method="POST")
        return json.load(urllib.request.urlopen(request))

    def client(self, secret="secret/key+1", token=None):
        session = botocore.session.Session()
        return session.create_client(
            "ec2", region_name=REGION, endpoint_url=self.url, aws_access_key_id="AKIAFAKE",
            aws_secret_access_key=secret, aws_session_token=token,
            config=Config(retries={"max_attempts": 0}))


def code_of(call, **given):
    try:
        call(**given)
    except ClientError as error:
        return error.response["Error"]["Code"]
    return "none"


def instances_of(answer):
    return [one for reservation in answer["Reservations"] for one in reservation["Instances"]]


def state_of(ec2, machine):
    return instances_of(ec2.describe_instances(InstanceIds=[machine]))[0]["State"]["Name"]


def check_life(fake):
    ec2 = fake.client()
    image = fake.post("machine", {"kind": "image", "tags": {"acrida": "slave-template"}})["id"]
    tagged = [{"Name": "tag:acrida", "Values": ["slave-template"]}]
    assert ec2.describe_images(Owners=["self"], Filters=tagged)["Images"][0]["ImageId"] == image
    order = {
        "ImageId": image, "MinCount": 1, "MaxCount": 1, "InstanceType": "c5.large",
        "ClientToken": "k-0", "UserData": "#cloud-config\n", "KeyName": "key",
        "InstanceInitiatedShutdownBehavior": "terminate", "MetadataOptions": {"HttpTokens": "required"},
        "TagSpecifications": [{"ResourceType": kind, "Tags": [{"Key": "acrida", "Value": "slave <&>"}]}
                              for kind in ("instance", "volume")]}
    assert code_of(ec2.run_instances, **order, DryRun=True) == "DryRunOperation"
    made = ec2.run_instances(**order)["Instances"][0]
    machine = made["InstanceId"]
    assert made["Tags"] == [{"Key": "acrida", "Value": "slave <&>"}], made
    assert ec2.run_instances(**order)["Instances"][0]["InstanceId"] == machine
    order["InstanceType"] = "t3.micro"
    assert code_of(ec2.run_instances, **order) == "IdempotentParameterMismatch"
    time.sleep(0.1)
    assert state_of(ec2, machine) == "running"
    assert len(ec2.describe_instance_status(InstanceIds=[machine])["InstanceStatuses"]) == 1
    ec2.create_tags(Resources=[machine], Tags=[{"Key": "more", "Value": "yes"}])
    found = ec2.describe_instances(Filters=[{"Name": "tag:more", "Values": ["yes"]},
                                            {"Name": "client-token", "Values": ["k-0"]}])
    assert [one["InstanceId"] for one in instances_of(found)] == [machine]
    ec2.stop_instances(InstanceIds=[machine])
    time.sleep(0.1)
    assert state_of(ec2, machine) == "stopped"
    copy = ec2.create_image(InstanceId=machine, Name="copy", TagSpecifications=[
        {"ResourceType": "image", "Tags": [{"Key": "acrida-image-of", "Value": machine}]}])["ImageId"]
    time.sleep(0.1)
    shown = ec2.describe_images(ImageIds=[copy])["Images"][0]
    assert shown["State"] == "available" and shown["BlockDeviceMappings"][0]["Ebs"]["SnapshotId"]
    ec2.deregister_image(ImageId=copy)
    ec2.start_instances(InstanceIds=[machine])
    for _ in range(2):
        ended = ec2.terminate_instances(InstanceIds=[machine])["TerminatingInstances"][0]
        assert ended["CurrentState"]["Name"] in ("shutting-down", "terminated"), ended
    assert code_of(ec2.describe_instances, InstanceIds=["i-00000000"]) == "InvalidInstanceID.NotFound"
    assert code_of(ec2.describe_instances, InstanceIds=["nothing"]) == "InvalidInstanceID.Malformed"


def check_pages(fake):
    ec2 = fake.client()
    for number in range(12):
        fake.post("machine", {"kind": "instance", "tags": {"page": str(number)}})
    pages = list(ec2.get_paginator("describe_instances").paginate(
        Filters=[{"Name": "tag-key", "Values": ["page"]}], PaginationConfig={"PageSize": 5}))
    assert [len(instances_of(page)) for page in pages] == [5, 5, 2], pages
    fake.post("machine", {"kind": "launch_template", "name": "slaves", "tags": {"acrida": "slave-template"}})
    assert ec2.describe_launch_templates()["LaunchTemplates"][0]["LaunchTemplateName"] == "slaves"


def check_faults(fake):
    ec2 = fake.client()
    assert code_of(fake.client(secret="wrong").describe_instances) == "SignatureDoesNotMatch"
    assert code_of(fake.client(token="none").describe_instances) == "AuthFailure"
    fake.post("faults", [{"call": "DescribeImages", "count": 2, "status": 503, "code": "RequestLimitExceeded"}])
    assert [code_of(ec2.describe_images) for _ in range(3)] == ["RequestLimitExceeded"] * 2 + ["none"]
    fake.post("settings", {"denied": ["StopInstances"]})
    assert code_of(ec2.stop_instances, InstanceIds=["i-00000000"]) == "UnauthorizedOperation"


def check_session_token():
    with Fake("--session-token", "a/session+token==") as fake:
        assert fake.client(token="a/session+token==").describe_instances()["Reservations"] == []
        assert code_of(fake.client().describe_instances) == "AuthFailure"


def check_aws_command(fake):
    with tempfile.TemporaryDirectory() as home:
        environment = {"PATH": os.environ["PATH"], "HOME": home, "AWS_ACCESS_KEY_ID": "AKIAFAKE",
                       "AWS_SECRET_ACCESS_KEY": "secret/key+1", "AWS_DEFAULT_REGION": REGION,
                       "AWS_MAX_ATTEMPTS": "1", "AWS_EC2_METADATA_DISABLED": "true"}
        text = subprocess.run(
            ["aws", "--endpoint-url", fake.url, "ec2", "describe-images", "--owners", "self",
             "--filters", "Name=tag:acrida,Values=slave-template"],
            env=environment, stdout=subprocess.PIPE, check=True, text=True).stdout
        assert len(json.loads(text)["Images"]) == 1, text


with Fake() as service:
    check_life(service)
    check_pages(service)
    check_faults(service)
    check_aws_command(service)
check_session_token()
print("as EC2's own clients expect")
sys.exit(0)
