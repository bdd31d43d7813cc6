// Of the fake EC2: images, their snapshots, launch templates, and tags of all that has an id.
import { asTags, listOf, missing, newId, passes, tagsFor, tagsOf } from './ec2_query.mjs';
import { FakeService, Refusal } from './fake_service.mjs';

/// What has instances defines known(id), which throws when there is none.
export class Ec2Images extends FakeService {
  images = new Map();
  templates = new Map();
  snapshots = new Map();
  instances = new Map();

  page(found, given) {
    const first = Number(given.NextToken ?? 0);
    const count = Math.min(Number(given.MaxResults ?? 1_000), this.settings.page_limit);
    const end = first + count;
    return {
      page: found.slice(first, end),
      nextToken: end < found.length ? String(end) : undefined,
    };
  }

  onCreateImage(given) {
    const from = this.known(given.InstanceId ?? '');
    if (!given.Name) throw missing('Name');
    if ([...this.images.values()].some(({ name }) => name === given.Name))
      throw new Refusal(
        400,
        'InvalidAMIName.Duplicate',
        `AMI name ${given.Name} is already in use`,
      );
    const tags = (kind) => tagsFor(kind, given.TagSpecification);
    const snapshot = newId('snap');
    this.snapshots.set(snapshot, { id: snapshot, tags: tags('snapshot') });
    const image = this.addImage({
      name: given.Name,
      state: 'pending',
      tags: tags('image'),
      from: from.id,
      snapshot,
    });
    setTimeout(
      () => (image.state = this.settings.fails_images ? 'failed' : 'available'),
      this.settings.image_ms,
    );
    return { imageId: image.id };
  }

  addImage(given) {
    const image = {
      id: newId('ami'),
      name: 'image',
      description: '',
      state: 'available',
      tags: {},
      created: new Date().toISOString(),
      snapshot: undefined,
      ...given,
    };
    this.images.set(image.id, image);
    return image;
  }

  onDescribeImages(given) {
    const ids = listOf(given.ImageId);
    for (const id of ids)
      if (!this.images.has(id))
        throw new Refusal(400, 'InvalidAMIID.NotFound', `The image id '[${id}]' does not exist`);
    const found = [...this.images.values()].filter(
      (one) =>
        (!ids.length || ids.includes(one.id)) &&
        passes(given.Filter, one.tags, { state: one.state, name: one.name, 'image-id': one.id }),
    );
    return {
      imagesSet: found.map((one) => ({
        imageId: one.id,
        imageState: one.state,
        name: one.name,
        description: one.description,
        creationDate: one.created,
        imageOwnerId: '123456789012',
        isPublic: false,
        architecture: 'x86_64',
        imageType: 'machine',
        tagSet: tagsOf(one.tags),
        stateReason:
          one.state === 'failed'
            ? { code: 'Client.Failed', message: 'the snapshot failed' }
            : undefined,
        blockDeviceMapping: one.snapshot
          ? [{ deviceName: '/dev/xvda', ebs: { snapshotId: one.snapshot, volumeSize: 8 } }]
          : [],
      })),
    };
  }

  onDeregisterImage(given) {
    if (!this.images.delete(given.ImageId))
      throw new Refusal(
        400,
        'InvalidAMIID.NotFound',
        `The image id '[${given.ImageId}]' does not exist`,
      );
    return { return: true };
  }
  onDeleteSnapshot(given) {
    if (!this.snapshots.delete(given.SnapshotId))
      throw new Refusal(400, 'InvalidSnapshot.NotFound', 'The snapshot does not exist.');
    return { return: true };
  }

  launchTemplateOf(given) {
    if (!given) return undefined;
    const found = [...this.templates.values()].find(
      ({ id, name }) => id === given.LaunchTemplateId || name === given.LaunchTemplateName,
    );
    if (!found)
      throw new Refusal(
        400,
        'InvalidLaunchTemplateId.NotFound',
        'The specified launch template does not exist',
      );
    return found;
  }
  onDescribeLaunchTemplates(given) {
    const found = [...this.templates.values()].filter((one) =>
      passes(given.Filter, one.tags, { 'launch-template-name': one.name }),
    );
    const { page, nextToken } = this.page(found, given);
    return {
      nextToken,
      launchTemplates: page.map((one) => ({
        launchTemplateId: one.id,
        launchTemplateName: one.name,
        defaultVersionNumber: 1,
        latestVersionNumber: 1,
        tagSet: tagsOf(one.tags),
      })),
    };
  }

  onCreateTags(given) {
    const found = listOf(given.ResourceId).map((id) => {
      const one = this.instances.get(id) ?? this.images.get(id) ?? this.templates.get(id);
      if (!one) throw new Refusal(400, 'InvalidID', `The ID '${id}' is not valid`);
      return one;
    });
    for (const one of found) Object.assign(one.tags, asTags(given.Tag));
    return { return: true };
  }
}
