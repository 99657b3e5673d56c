/** Why a push is given up that the monitor had refused. */
export const statedAnew = 'cơ quan đã cập nhật hồ sơ sau khi bị từ chối, trạng thái sẽ được báo lại';
