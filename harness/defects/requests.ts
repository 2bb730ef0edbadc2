import type { DeviceId, Pasid, ResponseCode } from '#contract';
import { PageRequests, PasidSubsystem } from '#implementation';
import { defectivePart, defectiveStep } from './defect.js';

class OverflowingQueue extends PageRequests {
  override addOne(device: number, id: number): void {
    if (this.countOf(device, id) === 0) super.addOne(device, id);
  }
}

export const losesSecondRequest = defectivePart(
  { requests: OverflowingQueue },
  {
    name: 'loses-second-request',
    about: 'A page request that finds another one waiting is lost and never answered.',
    bug: 'B40',
  },
);

class AnswerTwice extends PasidSubsystem {
  override pageResponse(device: DeviceId, pasid: Pasid): number {
    const answer = super.pageResponse(device, pasid);
    if (answer === 0) this.respond(device, pasid, 'success');
    return answer;
  }
}

export const answersTwice = defectiveStep(AnswerTwice, {
  name: 'answers-twice',
  about: 'A page request is answered by its handler, and once more by the queue.',
  bug: 'B44',
});

class SilentFailure extends PasidSubsystem {
  protected override respond(device: number, pasid: number, code: ResponseCode): void {
    if (code !== 'failure') super.respond(device, pasid, code);
  }
}

export const failsSilently = defectiveStep(SilentFailure, {
  name: 'fails-silently',
  about: 'A page request for which there is no memory is dropped, and the device waits for ever.',
  bug: 'B40',
});

class DeafRemoval extends PasidSubsystem {
  protected override answerAllOf(): void {}
}

export const unplugAnswersNobody = defectiveStep(DeafRemoval, {
  name: 'unplug-answers-nobody',
  about: 'A removal leaves the page requests of the device in their queue.',
  bug: 'B44',
});

class SilentRemoval extends PasidSubsystem {
  protected override answerAllOf(device: number): void {
    for (const pasid of this.requests.keysOf(device)) {
      while (this.requests.countOf(device, pasid) > 0) this.requests.removeOne(device, pasid);
    }
  }
}

export const unplugDropsRequests = defectiveStep(SilentRemoval, {
  name: 'unplug-drops-requests',
  about: 'A removal throws the page requests of the device away instead of answering them.',
  bug: 'B40',
});

class OldRequestsKept extends PasidSubsystem {
  protected override answerGroup(): void {}
}

export const replaceKeepsRequests = defectiveStep(OldRequestsKept, {
  name: 'replace-keeps-requests',
  about: 'Page requests that the old domain was asked are left for the new one to answer.',
  bug: 'B30',
});

class QueueingEverything extends PasidSubsystem {
  protected override isServed(): boolean {
    return true;
  }
}

export const queuesUnservedRequests = defectiveStep(QueueingEverything, {
  name: 'queues-unserved-requests',
  about: 'A page request is kept although nobody is there to serve it.',
  bug: 'B26',
});

class AnswerForTheDead extends PasidSubsystem {
  protected override canServe(): boolean {
    return true;
  }
}

export const servesTheDead = defectiveStep(AnswerForTheDead, {
  name: 'serves-the-dead',
  about: 'A page request is served for an address space that no process uses any more.',
  bug: 'B03',
});
